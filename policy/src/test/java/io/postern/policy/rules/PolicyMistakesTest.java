package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.ConfigException;
import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Consents;
import io.postern.core.port.Groups;
import io.postern.policy.language.Method;
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
          Optional.of(Set.of("ssn.context", "ssn.form", "own.number")),
          Optional.of(false),
          EnumSet.of(TlsFloor.VERIFIED, TlsFloor.PKIX),
          Optional.of(
              new Surroundings.Keys() {
                @Override
                public boolean encrypts(Method method, String name) {
                  return method == Method.SMIME && name.startsWith("known");
                }

                @Override
                public boolean signs(Method method, String name) {
                  return name.startsWith("signs");
                }
              }),
          Consents.NONE,
          Groups.NONE,
          files -> {});

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

  @Test
  void load_emptyFile_isTakenForOneThatIsBeingWritten() throws IOException {
    Files.writeString(directory.resolve("20.yaml"), "rules: [{name: a, deliver: opportunistic}]");
    assertThat(problems(""))
        .contains("f:1:1: empty; a policy file that has nothing to say is deleted");
    assertThat(problems("# nothing for now\n")).noneMatch(p -> p.startsWith("f:1:1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{name: a, when: {recipient_domain: 'list:partnres'}, protect: tls}|f:4:40 rules[0].when.recipient_domain: no such list; did you mean 'partners'?",
        "{name: a, when: {sender: 'list:partners'}, protect: tls}|f:4:30 rules[0].when.sender: the list partners is one of domains",
        "{name: a, when: {client: 'list:partners'}, protect: tls}|f:4:30 rules[0].when.client: the list partners is one of domains",
        "{name: a, when: {sender: 'group:staff'}, protect: tls}|f:4:30 rules[0].when.sender: no directory of groups is connected",
        "{name: a, when: {recipient: hospital.example}, protect: tls}|f:4:33 rules[0].when.recipient: not an address: write user@example.org",
        "{name: a, when: {recipient: '<>'}, protect: tls}|f:4:33 rules[0].when.recipient: not an address: write user@example.org",
        "{name: a, when: {recipient: '*@x.example.'}, protect: tls}|f:4:33 rules[0].when.recipient: not an address: write user@example.org",
        "{name: a, when: {recipient: ['ann smith@x.example']}, protect: tls}|f:4:34 rules[0].when.recipient[0]: not an address: write user@example.org",
        "{name: a, when: {recipient: ['\"ann smith\"@x.example', '*.x.example', 'a@[192.0.2.1]', 'a@bücher.example', '*']}, protect: tls}|",
        "{name: a, when: {sender: ['<>', 'd*@*.x.example']}, protect: tls}|",
        "{name: a, when: {recipient_domain: ann@x.example}, protect: tls}|f:4:40 rules[0].when.recipient_domain: not a domain: write example.org",
        "{name: a, when: {recipient_domain: '@x.example'}, protect: tls}|f:4:40 rules[0].when.recipient_domain: not a domain: write example.org",
        "{name: a, when: {recipient_domain: x.example.}, protect: tls}|f:4:40 rules[0].when.recipient_domain: not a domain: write example.org",
        "{name: a, when: {sender_domain: '*@x.example'}, protect: tls}|f:4:37 rules[0].when.sender_domain: not a domain: write example.org",
        "{name: a, when: {sender_domain: ['[192.0.2.1]', '*-lab.example', x.*, '*.bücher.example']}, protect: tls}|",
        "{name: a, when: {upstream: offise}, protect: tls}|f:4:32 rules[0].when.upstream: no such upstream is configured; did you mean 'office'?",
        "{name: a, when: {verdict: fhi}, protect: tls}|f:4:31 rules[0].when.verdict: must be one of phi, identifier_only, health_only, none, unscannable, already_protected; did you mean 'phi'?",
        "{name: a, when: {verdikt: phi}, protect: tls}|f:4:22 rules[0].when.verdikt: unknown key; did you mean 'verdict'?",
        "{name: a, when: {expression: 'score > x'}, protect: tls}|f:4:34 rules[0].when.expression: at character 9: nothing is called 'x'",
        "{name: a, when: {expression: 'score + 1.0'}, protect: tls}|f:4:34 rules[0].when.expression: at character 7: expected type 'bool' but found 'double'",
        "{name: a, when: {subject_tag: ''}, protect: tls}|f:4:35 rules[0].when.subject_tag: an empty text would match every subject",
        "{name: a, when: {any: [{attestation: x}, {verdict: phi}]}, protect: tls}|f:4:21 rules[0].when: one attestation per rule, and not under any or not: the audit trail says who answered for what",
        "{name: a, when: {not: {attestation: x}}, protect: tls}|f:4:21 rules[0].when: one attestation per rule, and not under any or not: the audit trail says who answered for what",
        "{name: a, when: {all: [{attestation: x}, {attestation: y}]}, protect: tls}|f:4:21 rules[0].when: one attestation per rule, and not under any or not: the audit trail says who answered for what",
        "{name: a, when: {all: [{attestation: x}, {verdict: phi}]}, deliver: opportunistic}|",
        "{name: a, protect: portal}|f:4:24 rules[0].protect: portal can never apply: no portal is configured",
        "{name: a, protect: tls, tls: {floor: dane}}|f:4:24 rules[0].protect: tls can never apply: this gateway does not check dane",
        "{name: a, return: upstream}|f:4:23 rules[0].return: can never apply: no upstream has a return route",
        "{name: a, when: {found: {rule: ssn.contxt}}, protect: tls}|f:4:36 rules[0].when.found.rule: no such rule of the detector; did you mean 'ssn.context'?",
        "{name: a, when: {found: {rule: [ssn.*, own.number]}}, protect: tls}|",
        "{name: a, when: {found: {pack: pcy}}, protect: tls}|f:4:36 rules[0].when.found.pack: must be one of hipaa, pii, pci; did you mean 'pci'?",
        "{name: a, when: {found: {pack: pci, rule: card.form}}, protect: tls}|f:4:29 rules[0].when.found: one of rule and pack says which findings count",
        "{name: a, when: {found: {at_least: 2}}, protect: tls}|f:4:29 rules[0].when.found: one of rule and pack says which findings count",
        "{name: a, when: {upstream: [office, labb]}, protect: tls}|f:4:41 rules[0].when.upstream[1]: no such upstream is configured; did you mean 'lab'?",
        "{name: a, when: {not: {any: [{verdict: phi}, {client: 10.1}]}}, protect: tls}|f:4:59 rules[0].when.not.any[1].client: not a network: write 192.0.2.0/24 or 2001:db8::/32",
        "{name: a, when: {expression: scor > 0.5}, protect: tls}|f:4:34 rules[0].when.expression: at character 1: nothing is called 'scor'; did you mean 'score'?",
        "{name: a, when: {time: {from: '09:00', to: '09:00'}}, protect: tls}|f:4:48 rules[0].when.time.to: the same as from: leave both out where all of the day is meant",
        "{name: a, when: {time: {days: [mon, tues]}}, protect: tls}|f:4:41 rules[0].when.time.days[1]: must be one of mon, tue, wed, thu, fri, sat, sun; did you mean 'tue'?",
        "{name: a, protect: tls, tls: {floor: pinned, pins: [abc]}}|f:4:57 rules[0].tls.pins[0]: a SHA-256 digest has 64 digits of hex",
        "{name: a, hold: {queue: 'a b'}}|f:4:29 rules[0].hold.queue: 1 to 40 letters, digits and hyphens are needed",
        "{name: a, refuse: {text: ''}}|f:4:30 rules[0].refuse.text: one line of 1 to 200 printable ASCII characters is needed",
        "{name: '', protect: tls}|f:4:12 rules[0].name: 1 to 100 characters on one line are needed",
        "{name: a, protect: tls, strip_tag: [x, ' ']}|f:4:44 rules[0].strip_tag[1]: an empty tag cannot be taken out",
        "{name: a, protect: tls, archive: {address: a@b.example, protect: portal}}|f:4:70 rules[0].archive.protect: portal can never apply: no portal is configured",
        "{name: a, when: {verdict: phi, not: {verdict: [phi, none]}}, protect: tls}|f:4:21 rules[0].when: never holds: its conditions exclude each other",
        "{name: a, when: {expression: 'size < 0 && 1 > 2'}, protect: tls}|f:4:21 rules[0].when: never holds: its conditions exclude each other",
        "{name: a, protect: [tls, tls]}|f:4:30 rules[0].protect[1]: a protection is listed twice",
        "{name: a, protect: [tls, preferred]}|f:4:30 rules[0].protect[1]: preferred stands alone: it is the list of the levels",
        "{name: a, protect: tls, tls: {floor: pinned}}|f:4:42 rules[0].tls.floor: floor: pinned and pins go together",
        "{name: a, continue: true, protect: tls}|f:4:5 rules[0]: a rule that continues decides nothing: remove protect, deliver, hold, refuse, return",
        "{name: a, banner: x}|f:4:5 rules[0]: exactly one of protect, deliver, hold, refuse, return is needed",
        "{name: a, hold: {then: refuse}}|f:4:28 rules[0].hold.then: needs for: how long it waits",
        "{name: a, protect: tls, banner: 'caf\u00e9'}|f:4:37 rules[0].banner: 1 to 500 printable ASCII characters on one line are needed",
        "{name: a, protect: tls, add_header: {Bcc: x@y.example}}|f:4:47 rules[0].add_header.Bcc: this field is not policy's to write",
        "{name: a, protect: tls, add_header: {'a b': x}}|f:4:49 rules[0].add_header.a b: not a name of a header field",
        "{name: a, protect: tls, archive: {address: nobody}}|f:4:48 rules[0].archive.address: not an address: local-part@domain expected",
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
            "f:3:5 rules[1]: never reached: 10.yaml: a before it matches all of it",
            "f:6:5 rules[4]: never reached: 10.yaml: d before it matches all of it");
  }

  @Test
  void load_protectionThatIsOneOfSeveral_isAWarning() throws IOException {
    assertThat(warnings("rules: [{name: a, protect: [tls, portal]}]\n"))
        .containsExactly(
            "f:1:34 rules[0].protect[1]: portal can never apply: no portal is configured");
  }

  @Test
  void load_secondFactorThatThisPortalDoesNotAskFor_isTold() throws IOException {
    String factors = "portal: {authentication: two_factors}";
    String yaml =
        """
        levels:
          - {FACTORS, recipient: a@b.example}
        rules:
          - {protect: [tls, portal], FACTORS, name: a, when: {verdict: phi}}
          - {FACTORS, protect: preferred, name: b}
        """;
    assertThat(
            told(Policies.of(directory, yaml.replace("FACTORS", factors), withPortal()).warnings()))
        .containsExactly(
            "f:4:21 rules[0].protect[1]: portal can never apply: this portal asks for a mailed code only",
            "f:5:31 rules[1].portal.authentication: portal can never apply: this portal asks for a mailed code only",
            "f:2:31 levels[0].portal.authentication: portal can never apply: this portal asks for a mailed code only");
    Problems problems = new Problems();
    Files.writeString(
        directory.resolve("10.yaml"), "rules: [{name: a, protect: portal, " + factors + "}]\n");
    PolicySet.load(directory, withPortal(), problems);
    assertThat(told(problems.list()))
        .containsExactly(
            "f:1:28 rules[0].protect: portal can never apply: this portal asks for a mailed code only");
  }

  @Test
  void load_levelWithTermsThatARuleMayOverride_isAWarning() throws IOException {
    String yaml =
        """
        levels:
          - {protect: portal, portal: {authentication: two_factors}}
          - {recipient: a@b.example, archive: {address: x@b.example, protect: tls}, tls: {floor: dane}}
        rules:
          - {name: a, protect: preferred, portal: {authentication: mailed_code}}
        """;
    Surroundings house = withPortal();
    assertThat(told(Policies.of(directory, yaml, withFloors(house, TlsFloor.PKIX)).warnings()))
        .contains(
            "f:2:15 levels[0].protect: portal can never apply: this portal asks for a mailed code only",
            "f:3:71 levels[1].archive.protect: tls can never apply: this gateway does not check dane");
  }

  @Test
  void load_levelWithThePortalOnlyWhereThereIsNone_isAMistake() throws IOException {
    assertThat(problems("levels: [{protect: portal}]\nrules: [{name: a, protect: preferred}]\n"))
        .containsExactly(
            "f:1:20 levels[0].protect: portal can never apply: no portal is configured");
  }

  @Test
  void load_ruleWithAMistake_isNotComparedWithOthers() throws IOException {
    assertThat(
            problems(
                """
                rules:
                  - {name: a, when: {expression: 'scor > 1'}, protect: tls}
                  - {name: b, when: {recipient_domain: x.example}, protect: tls}
                  - {name: c, when: {recipient_domain: 'list:gone'}, protect: tls}
                  - {name: d, protect: tls}
                """))
        .satisfiesExactly(
            p -> assertThat(p).contains("nothing is called 'scor'"),
            p -> assertThat(p).contains("no such list"));
  }

  @Test
  void load_manyChoicesBeforeManyRules_takesLittleTime() throws IOException {
    StringBuilder yaml = new StringBuilder("rules:\n  - name: long\n    protect: tls\n    when:\n");
    yaml.append("      any:\n");
    for (int i = 0; i < 8_000; i++) {
      yaml.append("        - {recipient_domain: d%d.example}\n".formatted(i));
    }
    for (int i = 0; i < 50; i++) {
      yaml.append(
          "  - {name: r%d, protect: tls, when: {score_at_least: 0.%d}}\n".formatted(i, 99 - i));
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begun = threads.getCurrentThreadCpuTime();
    assertThat(problems(yaml.toString())).isEmpty();
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - begun))
        .isLessThan(Duration.ofSeconds(3));
  }

  private static Surroundings withFloors(Surroundings around, TlsFloor... floors) {
    return new Surroundings(
        around.upstreams(),
        around.returnRoutes(),
        around.ownDomains(),
        around.detectorRules(),
        around.portal(),
        Set.of(floors),
        around.keys(),
        around.consents(),
        around.groups(),
        around.keeper());
  }

  private static Surroundings withPortal() {
    return new Surroundings(
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Optional.empty(),
        Optional.of(true),
        EnumSet.allOf(TlsFloor.class),
        Optional.empty(),
        Consents.NONE,
        Groups.NONE,
        files -> {});
  }

  @Test
  void load_domainOrSenderWithoutAKey_isAWarning() throws IOException {
    assertThat(
            warnings(
                """
                rules:
                  - {name: a, when: {recipient_domain: [known.example, other.example]}, protect: smime}
                  - {name: b, when: {sender: signs@x.example, sender_domain: x.example}, protect: [tls, openpgp]}
                  - {name: c, when: {not: {recipient: other@x.example}}, protect: smime}
                """))
        .containsExactly(
            "f:2:56 rules[0].when.recipient_domain[1]: no certificate or key: what is for it is held",
            "f:3:62 rules[1].when.sender_domain: no openpgp key: what it sends goes unsigned");
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
            "f:2:51 rules[0].when.recipient[1]: no certificate or key: what is for it is held");
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
        .anySatisfy(p -> assertThat(p).startsWith("f:3:5 levels[1]: already said for everybody"))
        .anySatisfy(p ->
            assertThat(p).startsWith("f:5:5 levels[3]: already said for recipient a@b.example"));
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
        .anySatisfy(p -> assertThat(p).contains("f:2:16 lists.gone.file: cannot be read"))
        .anySatisfy(p -> assertThat(p).contains("n.txt:3:1: not a network"));
  }

  @Test
  void load_listWithEntriesThatCouldNeverMatch_tellsEach() throws IOException {
    Files.writeString(
        directory.resolve("d.txt"),
        "x.example,\nx.example.\n.x.example\nx.example\tours\nx.example\t# ours\n");
    Files.writeString(
        directory.resolve("a.txt"),
        "<a@x.example>\n@\na@x.example;\n@x.example\na b@x.example\na@x.example\n");
    assertThat(
            problems(
                """
                lists:
                  domains: {file: d.txt, of: domains}
                  people: {file: a.txt, of: addresses}
                rules:
                  - {name: a, protect: tls}
                """))
        .extracting(p -> p.replaceAll(".*/([ad]\\.txt:\\d+):1: (not an? \\w+).*", "$1 $2"))
        .containsExactlyInAnyOrder(
            "d.txt:1 not a domain",
            "d.txt:2 not a domain",
            "d.txt:4 not a domain",
            "a.txt:1 not an address",
            "a.txt:2 not an address",
            "a.txt:3 not an address",
            "a.txt:5 not an address");
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
    assertThat(
            problems(
                """
                rules:
                  - {name: only, protect: tls}
                tests:
                  - {name: t, to: a@b.c, expect: {rule: onyl}}
                  - {name: u, to: [a@b.c, nobody], expect: {a@b.d: {rule: only}}}
                """))
        .containsExactly(
            "f:4:41 tests[0].expect.rule: no such rule; did you mean 'only'?",
            "f:5:27 tests[1].to[1]: not an address: local-part@domain expected",
            "f:5:45 tests[1].expect.a@b.d: not among the recipients (to); did you mean 'a@b.c'?");
  }

  static Stream<Arguments> attacks() {
    String laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\nrules: []\n";
    String rule = "rules:\n  - {name: a, protect: tls}\n";
    return Stream.of(
        Arguments.of("billion laughs", laughs, "anchors and aliases are not allowed"),
        Arguments.of("deep nesting", "rules: " + "[\n".repeat(100_000), "nested deeper than"),
        Arguments.of("deep mappings", "{a:\n".repeat(50_000), "nested deeper than"),
        Arguments.of("duplicate keys", rule + "rules: []\n", "duplicate key"),
        Arguments.of("tab", "rules:\n\t- {name: a, protect: tls}\n", "a tab in the indentation"),
        Arguments.of("merge key", rule + "<<: {levels: []}\n", "unknown key"),
        Arguments.of("merge with alias", "x: &x {}\n" + rule + "<<: *x\n", "anchors and aliases"),
        Arguments.of(
            "huge file", rule + "# " + "x".repeat(5 << 20) + "\n", "too large: a file has at most"),
        Arguments.of(
            "huge scalar",
            "rules:\n  - {name: " + "x".repeat(1_000_000) + ", protect: tls}\n",
            "2:1: a line of more than 65536 characters"),
        Arguments.of(
            "huge folded scalar",
            "rules:\n  - {name: " + "xxxxxxxxx\n    ".repeat(60_000) + ", protect: tls}\n",
            "longer than 65536 characters"),
        Arguments.of(
            "huge block",
            "rules:\n  - name: |\n" + "      xxxxxxxxx\n".repeat(60_000),
            "longer than 65536 characters"),
        Arguments.of(
            "huge key",
            "rules:\n  - {? " + "x".repeat(10_000) + " : {a: {b: {c: d}}}}\n",
            "a key has at most 500 characters"),
        Arguments.of(
            "nested laughs",
            "rules: [&a {name: a, protect: tls}" + ",\n *a".repeat(90_000) + "]\n",
            "anchors and aliases are not allowed"),
        Arguments.of("UTF-16", "\ufeffrules: []\0\n", "a control character"),
        Arguments.of(
            "many values", "rules: [" + "1,\n".repeat(200_000) + "1]\n", "more than 100000 values"),
        Arguments.of("tag", "rules: !!java.io.File [x]\n", "tags are not allowed"),
        Arguments.of("two documents", rule + "---\n" + rule, "a second document"),
        Arguments.of(
            "no", "rules:\n  - {name: a, continue: no, protect: tls}\n", "true or false is needed"),
        Arguments.of(
            "yes",
            "rules:\n  - {name: a, when: {unscannable: yes}, protect: tls}\n",
            "true or false is needed"),
        Arguments.of(
            "sexagesimal",
            "rules:\n  - {name: a, when: {patients_at_least: 1:30}, protect: tls}\n",
            "a whole number is needed"),
        Arguments.of(
            "hexadecimal",
            "rules:\n  - {name: a, when: {patients_at_least: 0x10}, protect: tls}\n",
            "a whole number is needed"),
        Arguments.of(
            "quoted truth",
            "rules:\n  - {name: a, continue: 'true', protect: tls}\n",
            "true or false is needed, without quotes"),
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
    assertThat(got).singleElement().asString().contains(want).hasSizeLessThan(300);
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
