package io.postern.policy.rules;

import io.postern.core.mime.MimeField;
import io.postern.core.model.Decision;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Screening.Unscanned;
import io.postern.core.model.Verdict;
import io.postern.policy.condition.AttachmentFacts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.rules.Explanation.PerRecipient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Policies of one file and a message to ask them about. */
final class Policies {
  /** A Friday. */
  static final Instant RECEIVED = Instant.parse("2026-11-20T15:30:00Z");

  static final Screening PHI =
      new Screening(
          Verdict.PHI,
          0.8,
          "high",
          List.of(finding("number.ssn", "1"), finding("number.ssn", "2"), subject()),
          List.of(new Unscanned("2", "encrypted")),
          Optional.of(5));

  static final Screening CLEAN = new Screening(Verdict.NONE, 0, "none", List.of(), List.of());

  private Policies() {}

  private static Finding subject() {
    return finding("name.patient", "header:subject");
  }

  private static Finding finding(String rule, String part) {
    return new Finding(rule, part, 0, 9, "***", 0.4, Optional.empty());
  }

  static PolicySet of(Path directory, String yaml) throws IOException {
    return of(directory, yaml, Surroundings.UNKNOWN);
  }

  static PolicySet of(Path directory, String yaml, Surroundings around) throws IOException {
    Files.writeString(directory.resolve("10.yaml"), yaml);
    return PolicySet.load(directory, around);
  }

  static MessageFacts message(Screening screening) {
    return message(screening, "[Secure] report I\tattest  no PHI");
  }

  static MessageFacts message(Screening screening, String subject) {
    return new MessageFacts(
        "Dr@clinic.example",
        "office",
        "192.0.2.7",
        RECEIVED,
        2048,
        false,
        screening,
        List.of("confidential", "company-confidential"),
        List.of(new AttachmentFacts("application/pdf", "pdf")),
        Optional.of(
            List.of(new MimeField("subject", subject), new MimeField("x-class", "internal"))));
  }

  static List<Decision> decide(PolicySet policies, MessageFacts message, String... to) {
    return explain(policies, message, to).stream().map(PerRecipient::decision).toList();
  }

  static List<PerRecipient> explain(PolicySet policies, MessageFacts message, String... to) {
    return RulesEngine.explain(policies, message, Stream.of(to).map(Recipient::of).toList())
        .recipients();
  }

  /** As a person would say it. */
  static String shape(Decision decision) {
    return switch (decision) {
      case Decision.Deliver d -> d.inOrder().stream().map(Protection::label).toList().toString();
      case Decision.Hold h -> "hold " + h.queue();
      case Decision.Refuse r -> "refuse " + r.reply();
    };
  }
}
