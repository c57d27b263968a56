package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.ConfigException;
import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Decision;
import io.postern.core.model.DecisionTrace;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.model.Verdict;
import io.postern.core.port.Content;
import io.postern.policy.Mail;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RulesEngineTest {
  private static final Mail PHI =
      Mail.plain("Patient: Ann Lee, DOB 03/14/1961, was diagnosed with diabetes, on metformin.");
  private static final Mail LUNCH = Mail.plain("See you at noon.");
  private static final Scanner SCANNER = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  @TempDir Path directory;

  private RulesEngine engine(String yaml) throws IOException {
    Files.writeString(directory.resolve("10.yaml"), yaml);
    return new RulesEngine(SCANNER, PolicySet.load(directory));
  }

  private static Envelope envelope(boolean requireTls, String... to) {
    EsmtpOptions options =
        new EsmtpOptions(
            EsmtpOptions.Body.SEVEN_BIT, false, requireTls, Optional.empty(), Optional.empty());
    return new Envelope(
        MessageId.create(0),
        Upstream.own("gw.example"),
        ReversePath.of("dr@clinic.example"),
        Arrays.stream(to).map(Recipient::of).toList(),
        Instant.EPOCH,
        options);
  }

  private static String shape(Decision decision) {
    return switch (decision) {
      case Decision.Deliver d -> d.inOrder().stream().map(Protection::label).toList().toString();
      case Decision.Hold h -> "hold " + h.queue();
      case Decision.Refuse r -> "refuse " + r.reply();
    };
  }

  private List<String> decide(String yaml, boolean requireTls, Content mail, String... to)
      throws IOException {
    return engine(yaml).judge(envelope(requireTls, to), mail).decisions().stream()
        .map(RulesEngineTest::shape)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sender: '*@clinic.example'|true",
        "sender: '*@other.example'|false",
        "sender: [x@y.example, 'DR@*']|true",
        "recipient: b@example.org|true",
        "recipient_domain: '*.org'|true",
        "recipient_domain: [a.example, b.example]|false",
        "upstream: postern|true",
        "upstream: office|false",
        "header: {Subject: '*OT*'}|true",
        "header: {X-None: '*'}|false",
        "subject_tag: '[secure]'|false",
        "subject_tag: nOTe|true",
        "verdict: phi|true",
        "verdict: [none, unscannable]|false",
        "score_at_least: 0.4|true",
        "score_at_least: 1|false",
        "any: [{verdict: none}, {verdict: phi}]|true",
        "all: [{verdict: none}, {level: high}]|false",
        "not: {verdict: none}|true",
        "{}|true",
      })
  void judge_condition_holdsOrNot(String when, boolean want) throws IOException {
    String yaml =
        "rules:\n  - name: r\n    when: {"
            + when.replaceAll("^\\{}$", "")
            + "}\n    protect: tls\n";
    String got = decide(yaml, false, PHI, "b@example.org").getFirst();
    assertThat(got).isEqualTo(want ? "[tls]" : "hold policy");
  }

  @Test
  void judge_twoRecipients_eachHasItsOwnRule() throws IOException {
    String yaml =
        """
        rules:
          - {name: a, when: {recipient_domain: good.example}, protect: [tls, smime, openpgp, portal]}
          - {name: b, when: {recipient_domain: held.example}, hold: {queue: compliance}}
          - {name: c, when: {recipient_domain: bad.example}, refuse: {text: no}}
        """;
    assertThat(
            decide(yaml, false, PHI, "x@good.example", "x@held.example", "x@bad.example", "x@y.z"))
        .containsExactly(
            "[tls, smime, openpgp, portal]",
            "hold compliance",
            "refuse 550 5.7.1 no",
            "hold policy");
  }

  @Test
  void judge_phiByRuleThatDoesNotNameIt_isHeldNotSentInClear() throws IOException {
    String yaml = "rules:\n  - {name: all, deliver: opportunistic}\n";
    assertThat(decide(yaml, false, PHI, "a@b.c")).containsExactly("hold policy");
    assertThat(decide(yaml, false, LUNCH, "a@b.c")).containsExactly("[opportunistic]");
  }

  @Test
  void judge_phiByRuleThatNamesIt_isSentAndWarnedAbout() throws IOException {
    String yaml = "rules:\n  - {name: all, when: {verdict: phi}, deliver: opportunistic}\n";
    assertThat(decide(yaml, false, PHI, "a@b.c")).containsExactly("[opportunistic]");
    assertThat(PolicySet.load(directory).warnings()).hasSize(1);
  }

  @Test
  void judge_requireTls_leavesVerifiedTlsOnly() throws IOException {
    String clear = "rules:\n  - {name: all, deliver: opportunistic}\n";
    String protect = "rules:\n  - {name: all, protect: [tls, portal]}\n";
    String none = "rules:\n  - {name: all, protect: [smime]}\n";
    assertThat(decide(clear, true, LUNCH, "a@b.c")).containsExactly("[tls]");
    assertThat(decide(protect, true, PHI, "a@b.c")).containsExactly("[tls]");
    assertThat(decide(none, true, PHI, "a@b.c")).containsExactly("hold policy");
  }

  @Test
  void judge_unreadableContent_isUnscannableAndDecided() throws IOException {
    Content broken =
        new Content() {
          @Override
          public long size() {
            return 1;
          }

          @Override
          public InputStream open() throws IOException {
            throw new IOException("gone");
          }
        };
    RulesEngine engine = engine("rules:\n  - {name: all, deliver: opportunistic}\n");
    var judgement = engine.judge(envelope(false, "a@b.c"), broken);
    assertThat(judgement.screening().verdict()).isEqualTo(Verdict.UNSCANNABLE);
    assertThat(shape(judgement.decisions().getFirst())).isEqualTo("hold policy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "header: {X-Class: secret}",
        "subject_tag: secret",
        "sensitivity: secret",
        "attachment: .zip",
        "expression: \"'.zip' in attachment_extensions\"",
        "expression: \"'secret' in sensitivity\"",
        "not: {attachment: .zip}",
      })
  void judge_contentThatMakesTheReaderFail_isHeldByWhatCannotBeTold(String when)
      throws IOException {
    Content hostile =
        new Content() {
          @Override
          public long size() {
            return 1;
          }

          @Override
          public InputStream open() {
            throw new IllegalStateException("a mistake in a reader");
          }
        };
    RulesEngine engine =
        engine(
            "rules:\n  - {name: a, when: {"
                + when
                + "}, hold: {queue: q}}\n  - {name: b, protect: tls}\n");
    var decisions = engine.judge(envelope(false, "a@b.c"), hostile).decisions();
    assertThat(decisions).extracting(RulesEngineTest::shape).containsExactly("hold policy");
  }

  @Test
  void judge_messageThatIsNotReadToItsEnd_isHeldByWhatAsksForFiles() throws IOException {
    String parts = "--b\nContent-Type: text/plain\n\nhi\n".repeat(1_001);
    Mail mail = Mail.of("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + parts);
    String yaml =
        "rules:\n  - {name: a, when: {%s}, refuse: {text: no}}\n  - {name: b, protect: tls}\n";
    assertThat(decide(yaml.formatted("attachment: .zip"), false, mail, "a@b.c"))
        .containsExactly("hold policy");
    assertThat(decide(yaml.formatted("sensitivity: secret"), false, mail, "a@b.c"))
        .containsExactly("[tls]");
  }

  @Test
  void replace_newPolicy_isInForce() throws IOException {
    RulesEngine engine = engine("rules:\n  - {name: all, protect: tls}\n");
    Files.writeString(directory.resolve("10.yaml"), "rules:\n  - {name: all, protect: portal}\n");
    engine.replace(PolicySet.load(directory));
    var decision = engine.judge(envelope(false, "a@b.c"), PHI).decisions().getFirst();
    assertThat(shape(decision)).isEqualTo("[portal]");
  }

  @Test
  void explain_message_tellsRulesAndTheConditionThatFailed() throws IOException {
    String yaml =
        """
        rules:
          - {name: a, when: {recipient_domain: x.example}, protect: tls}
          - {name: b, when: {verdict: phi}, protect: portal}
        """;
    Explanation got = engine(yaml).explain(envelope(false, "a@b.c"), PHI);
    var tried = got.recipients().getFirst().trace().tried();
    assertThat(tried)
        .extracting(DecisionTrace.Tried::rule)
        .containsExactly("10.yaml: a", "10.yaml: b");
    assertThat(tried.getFirst().unmet()).contains("recipient_domain is none of [x.example]");
    assertThat(tried.getLast().unmet()).isEmpty();
  }

  @Test
  void load_manyMistakes_tellsAllWithTheirPlaces() throws IOException {
    Files.writeString(
        directory.resolve("10.yaml"),
        """
        rules:
          - {name: a, when: {verdict: phy}, protect: tls}
          - {name: b, protect: []}
          - {name: c, protekt: tls}
          - {name: d, protect: tls, deliver: opportunistic}
        """);
    Files.writeString(
        directory.resolve("20.yaml"),
        """
        rules:
          - {name: all, protect: tls}
          - {name: all, when: {score_at_least: 2}, protect: tls}
          - {name: late, protect: tls}
        """);
    assertThatThrownBy(() -> PolicySet.load(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("10.yaml:2:")
        .hasMessageContaining("10.yaml:3:")
        .hasMessageContaining("10.yaml:4:")
        .hasMessageContaining("10.yaml:5:")
        .hasMessageContaining("20.yaml:3:")
        .hasMessageContaining("20.yaml:4:")
        .hasMessageContaining("never reached");
  }

  @Test
  void load_duplicateNameInAnotherFile_isAProblem() throws IOException {
    Files.writeString(
        directory.resolve("1.yaml"), "rules:\n  - {name: a, when: {verdict: phi}, protect: tls}\n");
    Files.writeString(directory.resolve("2.yaml"), "rules:\n  - {name: a, protect: tls}\n");
    assertThatThrownBy(() -> PolicySet.load(directory)).hasMessageContaining("already the name");
  }

  @Test
  void load_emptyDirectory_isAProblem() {
    assertThatThrownBy(() -> PolicySet.load(directory)).isInstanceOf(ConfigException.class);
  }

  @Test
  void run_testsOfThePolicy_passOrTellTheDifference() throws IOException {
    engine(
        """
        rules:
          - {name: a, when: {subject_tag: "[x]"}, protect: [tls, portal]}
          - {name: b, hold: {queue: q}}
        tests:
          - name: good
            to: [a@b.c, c@d.e]
            subject: "[x] hello"
            expect: {a@b.c: {rule: a}, c@d.e: {protect: [tls, portal]}}
          - {name: held, to: a@b.c, expect: {hold: q, verdict: none}}
          - {name: bad, to: a@b.c, expect: {rule: a}}
        """);
    List<PolicyTests.Result> results =
        PolicyTests.run(directory, Surroundings.UNKNOWN, SCANNER).results();
    assertThat(results).extracting(PolicyTests.Result::passed).containsExactly(true, true, false);
    assertThat(results.getLast().failures()).containsExactly("a@b.c rule: want a, got b");
  }

  @Test
  void run_addressesAndNamesInAnotherSpelling_areThoseOfRealMail() throws IOException {
    engine(
        """
        levels:
          - {sender_domain: clinic.example, tls: {floor: pkix}}
        rules:
          - {name: "phi: to clinics", when: {consent: plain_email}, hold: {queue: q}}
          - {name: "phi: to all", protect: tls}
        tests:
          - name: stated
            from: a@Clinic.EXAMPLE
            to: [Ann@B.Example, bob@c.example]
            facts: {consents: {Ann@b.EXAMPLE: [plain_email]}}
            expect:
              Ann@B.EXAMPLE: {rule: "phi: to clinics", hold: q}
              bob@c.example: {rule: "phi: to all", settings: {tls.floor: pkix}}
        """);
    assertThat(PolicyTests.run(directory, Surroundings.UNKNOWN, SCANNER).results())
        .allSatisfy(r -> assertThat(r.failures()).isEmpty());
  }

  @Test
  void run_starterPolicies_passTheirTestsAndAreCovered() {
    Path starter = Path.of("../packaging/src/main/resources/starter/policies");
    assertThat(PolicySet.load(starter).warnings()).isEmpty();
    PolicyTests.Report report = PolicyTests.run(starter, Surroundings.UNKNOWN, SCANNER);
    assertThat(report.results()).isNotEmpty().allSatisfy(r -> assertThat(r.failures()).isEmpty());
    assertThat(report.coverage().missing()).isEmpty();
  }
}
