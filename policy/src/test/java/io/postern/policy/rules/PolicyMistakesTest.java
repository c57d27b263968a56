package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.ConfigException;
import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Consents;
import io.postern.core.port.Groups;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes and attacks in policy files: told clearly, all at once, in little time. */
class PolicyMistakesTest {
  private static final Surroundings HOUSE =
      new Surroundings(
          Optional.of(Set.of("office", "lab")),
          Optional.of(Set.of()),
          Set.of("clinic.example"),
          Optional.of(false),
          EnumSet.of(TlsFloor.VERIFIED, TlsFloor.PKIX),
          Optional.of(
              new Surroundings.Keys() {
                @Override
                public boolean smime(String address) {
                  return address.startsWith("known");
                }

                @Override
                public boolean openPgp(String address) {
                  return false;
                }
              }),
          Consents.NONE,
          Groups.NONE);

  @TempDir Path directory;

  private List<String> problems(String yaml) throws IOException {
    Files.writeString(directory.resolve("10.yaml"), yaml);
    Problems problems = new Problems();
    PolicySet.load(directory, HOUSE, problems);
    return told(problems.list());
  }

  private List<String> warnings(String yaml) throws IOException {
    return told(Policies.of(directory, yaml, HOUSE).warnings());
  }

  private List<String> told(List<Problem> problems) {
    return problems.stream()
        .map(p -> p.toString().replace(directory.resolve("10.yaml").toString(), "f"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{name: a, when: {recipient_domain: 'list:partnres'}, protect: tls}|f:4:21 recipient_domain: no such list; did you mean 'partners'?",
        "{name: a, when: {sender: 'list:partners'}, protect: tls}|f:4:21 sender: the list partners is one of domains",
        "{name: a, when: {client: 'list:partners'}, protect: tls}|f:4:21 client: the list partners is one of domains",
        "{name: a, when: {sender: 'group:staff'}, protect: tls}|f:4:21 sender: no directory of groups is connected",
        "{name: a, when: {upstream: offise}, protect: tls}|f:4:21 upstream: no upstream of that name is configured; did you mean 'office'?",
        "{name: a, when: {verdict: fhi}, protect: tls}|f:4:31 rules[0].when.verdict: must be one of phi, identifier_only, health_only, none, unscannable, already_protected; did you mean 'phi'?",
        "{name: a, when: {verdikt: phi}, protect: tls}|f:4:22 rules[0].when.verdikt: unknown key; did you mean 'verdict'?",
        "{name: a, when: {expression: 'score > x'}, protect: tls}|f:4:21 expression: at character 9: undeclared reference to 'x' (in container '')",
        "{name: a, when: {expression: 'score + 1.0'}, protect: tls}|f:4:21 expression: at character 7: expected type 'bool' but found 'double'",
        "{name: a, when: {subject_tag: ''}, protect: tls}|f:4:21 subject_tag: an empty text would match every subject",
        "{name: a, when: {any: [{attestation: x}, {verdict: phi}]}, protect: tls}|f:4:5 attestation: one per rule, and not under any or not: the audit trail says who answered for what",
        "{name: a, when: {not: {attestation: x}}, protect: tls}|f:4:5 attestation: one per rule, and not under any or not: the audit trail says who answered for what",
        "{name: a, when: {all: [{attestation: x}, {attestation: y}]}, protect: tls}|f:4:5 attestation: one per rule, and not under any or not: the audit trail says who answered for what",
        "{name: a, when: {all: [{attestation: x}, {verdict: phi}]}, deliver: opportunistic}|",
        "{name: a, protect: portal}|f:4:5 protect: portal can never apply: no portal is configured",
        "{name: a, protect: tls, tls: {floor: dane}}|f:4:5 protect: tls can never apply: this gateway does not check dane",
        "{name: a, return: upstream}|f:4:5 return: can never apply: no upstream has a return route",
        "{name: a, protect: [tls, tls]}|f:4:5 protect: a protection is listed twice",
        "{name: a, protect: [tls, preferred]}|f:4:5 protect: preferred stands alone: it is the list of the levels",
        "{name: a, protect: tls, tls: {floor: pinned}}|f:4:34 rules[0].tls: floor: pinned and pins go together",
        "{name: a, continue: true, protect: tls}|f:4:5 rules[0]: a rule that continues decides nothing: remove protect, deliver, hold, refuse, return",
        "{name: a, banner: x}|f:4:5 rules[0]: exactly one of protect, deliver, hold, refuse, return is needed",
        "{name: a, hold: {then: refuse}}|f:4:21 rules[0].hold: then needs for: how long it waits",
        "{name: a, protect: tls, banner: 'caf\u00e9'}|f:4:5 banner: 1 to 500 printable ASCII characters on one line are needed",
        "{name: a, protect: tls, add_header: {Bcc: x@y.example}}|f:4:5 add_header.Bcc: this field is not policy's to write",
        "{name: a, protect: tls, add_header: {'a b': x}}|f:4:5 add_header.a b: not a name of a header field",
        "{name: a, protect: tls, archive: {address: nobody}}|f:4:5 archive.address: not an address: local-part@domain expected",
      })
  void load_mistake_isToldWithItsPlaceAndWhatIsAllowed(String rule, String want)
      throws IOException {
    Files.writeString(directory.resolve("p.txt"), "a.example\n");
    List<String> got =
        problems(
            """
            lists:
              partners: {file: p.txt, of: domains}
            rules:
              - %s
            """
                .formatted(rule));
    assertThat(got).isEqualTo(want == null ? List.of() : List.of(want));
  }

  @Test
  void load_ruleThatIsCovered_isNeverReached() throws IOException {
    assertThat(
            problems(
                """
                rules:
                  - {name: a, when: {verdict: [phi, none], recipient_domain: "*.example"}, protect: tls}
                  - {name: b, when: {verdict: phi, recipient_domain: [x.example, y.example], score_at_least: 0.5}, protect: tls}
                  - {name: c, when: {verdict: phi, recipient_domain: x.org}, protect: tls}
                  - {name: d, when: {patients_at_least: 3}, protect: tls}
                  - {name: e, when: {patients_at_least: 5}, protect: tls}
                """))
        .containsExactly(
            "f:3:5: never reached: 10.yaml: a before it matches all of it",
            "f:6:5: never reached: 10.yaml: d before it matches all of it");
  }

  @Test
  void load_protectionThatIsOneOfSeveral_isAWarning() throws IOException {
    assertThat(warnings("rules: [{name: a, protect: [tls, portal]}]\n"))
        .containsExactly("f:1:9 protect: portal can never apply: no portal is configured");
  }

  @Test
  void load_addressWithoutAKey_isAWarning() throws IOException {
    assertThat(
            warnings(
                """
                rules:
                  - {name: a, when: {recipient: [known@x.example, other@x.example]}, protect: [smime, openpgp]}
                """))
        .containsExactly(
            "f:2:5 protect: no certificate or key for other@x.example: what is for it is held");
  }

  @Test
  void load_secondLevelForTheSame_isAMistake() throws IOException {
    assertThat(
            problems(
                """
                levels:
                  - {banner: a}
                  - {banner: b}
                  - {recipient: a@b.example, banner: a}
                  - {recipient: [A@b.example, c@d.example], banner: b}
                rules:
                  - {name: a, protect: tls}
                """))
        .hasSize(2)
        .anySatisfy(p -> assertThat(p).startsWith("f:3:5: already said for everybody"))
        .anySatisfy(p -> assertThat(p).startsWith("f:5:5: already said for recipient a@b.example"));
  }

  @Test
  void load_listThatIsMissingOrWrong_isAMistakeWithItsLine() throws IOException {
    Files.writeString(directory.resolve("n.txt"), "10.0.0.0/8\n\n10.1\n");
    assertThat(
            problems(
                """
                lists:
                  gone: {file: gone.txt, of: domains}
                  nets: {file: n.txt, of: networks}
                rules:
                  - {name: a, protect: tls}
                """))
        .hasSize(2)
        .anySatisfy(p -> assertThat(p).contains("f:2:9 lists.gone: its file cannot be read"))
        .anySatisfy(p -> assertThat(p).contains("n.txt:3:1: not a network"));
  }

  @Test
  void load_testWithAMistake_isToldWithoutRunningIt() throws IOException {
    assertThat(
            problems(
                """
                rules:
                  - {name: a, protect: tls}
                tests:
                  - {name: t, to: a@b.c, expect: {rulle: a}}
                """))
        .containsExactly("f:4:35 tests[0].expect.rulle: unknown key; did you mean 'rule'?");
  }

  static Stream<Arguments> attacks() {
    String laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\nrules: []\n";
    String rule = "rules:\n  - {name: a, protect: tls}\n";
    return Stream.of(
        Arguments.of("billion laughs", laughs, "anchors and aliases are not allowed"),
        Arguments.of("deep nesting", "rules: " + "[".repeat(100_000), "nested deeper than"),
        Arguments.of("deep mappings", "{a: ".repeat(50_000), "nested deeper than"),
        Arguments.of("duplicate keys", rule + "rules: []\n", "duplicate key"),
        Arguments.of("tab", "rules:\n\t- {name: a, protect: tls}\n", "a tab in the indentation"),
        Arguments.of("merge key", rule + "<<: {levels: []}\n", "unknown key"),
        Arguments.of("merge with alias", "x: &x {}\n" + rule + "<<: *x\n", "anchors and aliases"),
        Arguments.of(
            "huge scalar",
            rule + "# " + "x".repeat(5 << 20) + "\n",
            "too large: a file has at most"),
        Arguments.of(
            "many values", "rules: [" + "1,".repeat(200_000) + "1]\n", "more than 100000 values"),
        Arguments.of("tag", "rules: !!java.io.File [x]\n", "tags are not allowed"),
        Arguments.of("two documents", rule + "---\n" + rule, "a second document"),
        Arguments.of(
            "no", "rules:\n  - {name: a, continue: no, protect: tls}\n", "true or false is needed"),
        Arguments.of(
            "octal",
            "rules:\n  - {name: a, when: {patients_at_least: 010}, protect: tls}\n",
            "a whole number is needed"),
        Arguments.of("control character", "rules: \u0001\n", "a control character"),
        Arguments.of(
            "long expression",
            "rules: [{name: a, when: {expression: '" + "(".repeat(20_000) + "'}, protect: tls}]\n",
            "expression"),
        Arguments.of(
            "deep conditions",
            "rules: [{name: a, when: "
                + "{not: ".repeat(40)
                + "{}"
                + "}".repeat(40)
                + ", protect: tls}]\n",
            "nested deeper than"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void load_attack_isOneClearMistakeInLittleTime(String name, String yaml, String want)
      throws IOException {
    // of the processor: what else runs on the machine says nothing of us
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begun = threads.getCurrentThreadCpuTime();
    List<String> got = problems(yaml);
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun))
        .isLessThan(Duration.ofSeconds(2));
    assertThat(got).isNotEmpty().hasSizeLessThan(30);
    assertThat(String.join("\n", got)).contains(want).hasSizeLessThan(5_000);
  }

  @Test
  void load_bytesThatAreNotUtf8_areOneClearMistake() throws IOException {
    Files.write(
        directory.resolve("10.yaml"), "rules: [caf\u00e9]".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PolicySet.load(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("not UTF-8");
  }
}
