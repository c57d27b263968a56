package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.Json;
import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.policy.Mail;
import io.postern.policy.condition.AttachmentFacts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.condition.OfMessage.Sensitivity;
import io.postern.policy.condition.Undecidable;
import io.postern.policy.condition.Wildcard;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of a message to try policies on, in which a sender's words must not show. */
class FactsAtRestTest {
  private static final Scanner SCANNER = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  @TempDir Path directory;

  private MessageFacts facts(String sensitivity, String fileName) throws IOException {
    String message =
        """
        From: dr@clinic.example
        Sensitivity: %s
        MIME-Version: 1.0
        Content-Type: application/pdf
        Content-Disposition: attachment; filename="%s"

        x
        """
            .formatted(sensitivity, fileName);
    PolicySet policies = Policies.of(directory, "rules: [{name: r, protect: tls}]\n");
    return new RulesEngine(SCANNER, policies).facts(envelope(), Mail.of(message));
  }

  private static Envelope envelope() {
    return new Envelope(
        MessageId.create(0),
        Upstream.own("gw.example"),
        ReversePath.of("dr@clinic.example"),
        List.of(Recipient.of("b@example.org")),
        Instant.EPOCH,
        EsmtpOptions.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Anna Mueller HIV result|''",
        "Report Dr. Smith HIV|''",
        "Befund.für Anna|''",
        "anna.muellerhivpositive|''",
        "ends with a dot.|''",
        "Anna Mueller.PDF|pdf",
        "scan.7z|7z"
      })
  void extension_whateverTheNameIs_isOnlyAnExtension(String name, String extension)
      throws IOException {
    assertThat(facts("private", name).attachments())
        .containsExactly(new AttachmentFacts("application/pdf", extension));
  }

  @Test
  void withoutContent_namesInLabelAndFile_areNotKept() throws IOException {
    String kept = Json.write(facts("Anna Mueller HIV", "Smith Pregnancy").withoutContent());
    assertThat(kept.toLowerCase(Locale.ROOT))
        .doesNotContain("anna", "mueller", "hiv", "smith", "pregnancy");
  }

  @Test
  void withoutContent_sensitivity_isToldWhereItWasAskedAndElseNotGuessed() throws IOException {
    Sensitivity asked = new Sensitivity(List.of(new Wildcard("anna*")));
    Sensitivity unasked = new Sensitivity(List.of(new Wildcard("private")));
    MessageFacts kept = facts("Anna Mueller HIV", "x").withoutContent(List.of(asked));

    assertThat(asked.holds(kept)).isTrue();
    assertThatThrownBy(() -> unasked.holds(kept)).isInstanceOf(Undecidable.class);
  }
}
