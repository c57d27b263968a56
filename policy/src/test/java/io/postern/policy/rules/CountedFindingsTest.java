package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.policy.Mail;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions on findings, of messages that the detector itself has read. */
class CountedFindingsTest {
  private static final Recipient BOB = Recipient.of("bob@example.org");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "found: {rule: ssn.context, at_least: 2}|1|false",
        "found: {rule: ssn.context, at_least: 2}|2|true",
        "found: {rule: ssn.*, at_least: 150}|150|true",
        "found: {rule: ssn.*, at_least: 151}|150|false",
        "expression: \"findings.filter(f, f == 'ssn.context').size() >= 2\"|2|true",
        "expression: \"findings.filter(f, f == 'ssn.context').size() >= 2\"|1|false",
      })
  void found_valuesOfEqualWeight_areCountedEach(String when, int numbers, boolean want)
      throws IOException {
    String all =
        IntStream.range(0, numbers)
            .mapToObj(i -> "SSN: 536-22-%04d".formatted(8000 + i))
            .collect(Collectors.joining("\n"));

    assertThat(holds(when, Mail.plain(all))).isEqualTo(want);
  }

  @Test
  void found_sameValueInBothAlternatives_countsOnce() throws IOException {
    Mail mail =
        Mail.of(
            """
            Subject: note
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain

            SSN: 536-22-8726
            --b
            Content-Type: text/html

            <p>SSN: 536-22-8726</p>
            --b--
            """);

    assertThat(holds("found: {rule: ssn.context}", mail)).isTrue();
    assertThat(holds("found: {rule: ssn.context, at_least: 2}", mail)).isFalse();
  }

  @Test
  void found_healthWordFirstSeenInSomebodysName_isFound() throws IOException {
    Mail mail =
        Mail.of("To: Diabetes Desk <a@clinic.example>\nSubject: x\n\nShe has diabetes now.\n");

    assertThat(holds("found: {rule: health.condition}", mail)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Thread-Topic: SSN 536-22-8726|Subject: SSN 536-22-8726|true",
        "X-Note: SSN 536-22-8726|Subject: SSN 536-22-8726|true",
        "X-Note: none|Subject: SSN%20536%2D22%2D8726|true",
        "X-Note: SSN 536-22-8726|Subject: note|false",
        "X-Note: SSN 536-22-8726|Comments: SSN 536-22-8726|false",
      })
  void phiInSubject_sameTextInAnotherFieldBefore_isStillTheSubjects(
      String before, String field, boolean want) throws IOException {
    Mail mail = Mail.of("From: a@clinic.example\n" + before + "\n" + field + "\n\nHello.\n");

    assertThat(holds("phi_in_subject: true", mail)).isEqualTo(want);
    assertThat(holds("phi_in_subject: false", mail)).isEqualTo(!want);
  }

  @Test
  void counts_ofFactsThatWereKept_areStillThere() throws IOException {
    Mail mail = Mail.of("X-A: SSN 536-22-8726\nSubject: SSN 536-22-8726\n\nSSN 536-22-8727\n");
    MessageFacts facts = facts(mail);

    MessageFacts kept = Json.read(Json.write(facts.withoutContent()), MessageFacts.class);

    assertThat(kept.tally()).isEqualTo(facts.tally());
    assertThat(kept.tally().byRule()).containsEntry("ssn.context", 2);
    assertThat(kept.tally().inSubject()).isTrue();
  }

  private boolean holds(String when, Mail mail) throws IOException {
    String yaml = "rules:\n  - {name: r, when: {" + when + "}, protect: tls}\n";
    Condition condition = Policies.of(directory, yaml).rules().getFirst().when();
    return condition.holds(Facts.of(facts(mail), BOB));
  }

  private MessageFacts facts(Mail mail) throws IOException {
    Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);
    PolicySet policies = Policies.of(directory, "rules:\n  - {name: r, protect: tls}\n");
    Envelope envelope =
        new Envelope(
            MessageId.create(0),
            Upstream.own("gw.example"),
            ReversePath.of("dr@clinic.example"),
            List.of(BOB),
            Instant.EPOCH,
            EsmtpOptions.NONE);
    return new RulesEngine(scanner, policies).facts(envelope, mail);
  }
}
