package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.ConfigException;
import io.postern.config.Key;
import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Screening;
import io.postern.core.model.Upstream;
import io.postern.core.model.Verdict;
import io.postern.core.port.Consents;
import io.postern.core.port.Groups;
import io.postern.policy.Mail;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.condition.Undecidable;
import io.postern.policy.detect.Scanner;
import io.postern.policy.language.ConditionSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must be so of every policy and every message, tried on hundreds that chance made. */
class PolicyPropertyTest {
  private static final int TRIALS = 200;
  private static final List<Verdict> VERDICTS = List.of(Verdict.values());
  private static final String[] RECIPIENTS = {
    "a@x.example", "b@x.example", "c@sub.x.example", "d@y.example", "\"o d d\"@y.example"
  };
  private static final String[] CONDITIONS = {
    "recipient: 'list:people'",
    "recipient: 'group:staff'",
    "recipient_domain: ['list:partners', z.example]",
    "client: [10.0.0.0/8, 'list:nets']",
    "client: 'list:gone'",
    "consent: plain_email",
    "consent: broken",
    "upstream: 'o*'",
    "header: {X-Class: 'intern*'}",
    "header: {X-None: '*'}",
    "attestation: i attest no phi",
    "sensitivity: company-*",
    "found: {rule: 'ssn.*', at_least: 2}",
    "found: {pack: [pii, pci]}",
    "phi_in_subject: true",
    "size_at_least: 2KiB",
    "already_protected: true",
    "time: {days: [fri, sat], from: '22:00', to: '06:00', zone: America/Chicago}",
    "expression: recipient_domain == 'x.example' && verdict != 'none'",
    "expression: \"header['x-class'].exists(v, v.startsWith('intern'))\"",
    "expression: \"attachment_extensions.exists(e, e == 'pdf') || subject.contains('x')\"",
    "recipient: a@x.example",
    "recipient: ['*@x.example', d@y.example]",
    "recipient_domain: '*.x.example'",
    "recipient_domain: y.example",
    "verdict: [phi, unscannable]",
    "verdict: none",
    "level: high",
    "score_at_least: 0.5",
    "subject_tag: '[secure]'",
    "sender: '<>'",
    "sender_domain: clinic.example",
    "patients_at_least: 3",
    "attachment: .pdf",
    "unscannable: true",
    "direction: outbound",
    "expression: recipient.size() > 12",
    "expression: patients / (size - 2048) > 0",
  };
  private static final String[] ACTIONS = {
    "protect: [tls, portal]",
    "protect: preferred",
    "protect: [smime], portal: {expiry: 3d}",
    "deliver: opportunistic",
    "hold: {queue: q}",
    "refuse: {}",
    "return: upstream",
    "continue: true, banner: hello",
    "continue: true, tls: {floor: dane}, add_header: {X-Class: a}",
    "hold: {queue: q, for: 3d, then: release, protect: preferred}, notify_sender: held",
    "protect: [openpgp, tls], archive: {address: j@archive.example, protect: [tls, portal]}",
  };
  private static final String[] UNRELATED = {
    "  - {name: more, when: {recipient: z@z.example}, refuse: {}}\n",
    "  - {name: more, when: {recipient: z@z.example, client: 'list:gone'}, refuse: {}}\n",
    "  - {name: more, when: {recipient_domain: '*.z.example'}, continue: true, banner: z}\n",
    "  - {name: more, when: {expression: \"recipient == 'z@z.example' && 1 / patients > 0\"}, refuse: {}}\n",
  };
  private static final Surroundings AROUND =
      Surroundings.UNKNOWN.with(register()).with(directory());
  private static final String LEVELS =
      """
      lists:
        people: {file: people.txt, of: addresses}
        partners: {file: partners.txt, of: domains}
        nets: {file: nets.txt, of: networks}
        gone: {file: gone.txt, of: networks}
      levels:
        - {sender_domain: 'list:partners', tls: {minimum: TLSv1.3}}
        - {portal: {expiry: 9d}}
        - {recipient_domain: x.example, protect: [openpgp, tls]}
        - {recipient: a@x.example, protect: portal}
      """;

  private static Consents register() {
    return (recipient, scope, at) -> {
      if (scope.equals("broken")) {
        throw new IllegalStateException("the store is gone");
      }
      return recipient.domain().equals("x.example");
    };
  }

  private static Groups directory() {
    return new Groups() {
      @Override
      public Set<String> names() {
        return Set.of("staff");
      }

      @Override
      public boolean contains(String group, String address) {
        return address.startsWith("d@");
      }
    };
  }

  @TempDir Path directory;
  private final Random random = new Random(20261121);

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private String condition(int depth) {
    int kind = depth == 0 ? 3 : random.nextInt(8);
    return switch (kind) {
      case 0 -> "not: {" + condition(depth - 1) + "}";
      case 1 -> "any: [{" + condition(depth - 1) + "}, {" + condition(depth - 1) + "}]";
      case 2 -> "all: [{" + condition(depth - 1) + "}, {" + condition(depth - 1) + "}]";
      default -> one(CONDITIONS);
    };
  }

  private String rules() {
    StringBuilder yaml = new StringBuilder(LEVELS + "rules:\n");
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      yaml.append("  - {name: r%d, when: {%s}, %s}\n".formatted(i, condition(2), one(ACTIONS)));
    }
    return yaml.toString();
  }

  /** A policy that chance made; one with a mistake is none. */
  private PolicySet policy() throws IOException {
    return Stream.generate(this::rules).flatMap(y -> loaded(y).stream()).findFirst().orElseThrow();
  }

  private Optional<PolicySet> loaded(String yaml) {
    try {
      Path gone = lists();
      PolicySet policies = Policies.of(directory, yaml, AROUND);
      Files.delete(gone);
      policies.refreshLists();
      return Optional.of(policies);
    } catch (ConfigException e) {
      assertThat(e.problems())
          .extracting(Problem::message)
          .allSatisfy(m -> assertThat(m).matches("never (reached|holds).*|one attestation per.*"));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the one that goes away. */
  private Path lists() throws IOException {
    Files.writeString(directory.resolve("people.txt"), "a@x.example\n@y.example\n");
    Files.writeString(directory.resolve("partners.txt"), "x.example\n.clinic.example\n");
    Files.writeString(directory.resolve("nets.txt"), "192.0.2.0/24\n");
    return Files.writeString(directory.resolve("gone.txt"), "198.51.100.0/24\n");
  }

  private MessageFacts message() {
    MessageFacts known = Policies.message(Policies.PHI);
    return new MessageFacts(
        one(new String[] {"<>", "dr@clinic.example", "\"a b\"@x.example", "a@sub.clinic.example"}),
        one(new String[] {"office", "lab"}),
        one(new String[] {"192.0.2.7", "10.1.2.3", "2001:db8::1", "unknown"}),
        Policies.RECEIVED.plusSeconds(random.nextInt(14 * 86_400)),
        random.nextLong(8_192),
        random.nextInt(4) == 0,
        screening(known.screening()),
        random.nextBoolean() ? known.labels() : List.of(),
        random.nextBoolean() ? known.attachments() : List.of(),
        random.nextInt(5) == 0 ? Optional.empty() : known.header());
  }

  private Screening screening(Screening known) {
    return new Screening(
        VERDICTS.get(random.nextInt(VERDICTS.size())),
        random.nextInt(11) / 10.0,
        one(new String[] {"none", "low", "medium", "high", "bulk"}),
        known.findings().subList(0, random.nextInt(known.findings().size() + 1)),
        random.nextBoolean() ? known.unscanned() : List.of(),
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(random.nextInt(6)));
  }

  private List<String> some() {
    return IntStream.range(0, 1 + random.nextInt(4)).mapToObj(i -> one(RECIPIENTS)).toList();
  }

  private static List<Decision> decide(PolicySet policies, MessageFacts message, List<String> to) {
    return Policies.decide(policies, message, to.toArray(String[]::new));
  }

  @Test
  void decide_recipientAmongOthers_isAsIfItWereAlone() throws IOException {
    for (int trial = 0; trial < TRIALS; trial++) {
      PolicySet policies = policy();
      MessageFacts message = message();
      List<String> to = some();
      List<Decision> together = decide(policies, message, to);
      List<Decision> alone =
          to.stream().flatMap(r -> decide(policies, message, List.of(r)).stream()).toList();
      assertThat(together).isEqualTo(alone);
    }
  }

  /** However rules are found for a recipient: it is the first in order that matches. */
  @Test
  void decide_anyRules_theFirstThatMatchesDecides() throws IOException {
    int compared = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      PolicySet policies = policy();
      Facts facts = Facts.of(message(), Recipient.of(one(RECIPIENTS)));
      List<PolicyRule> rules = policies.rules();
      if (rules.stream().allMatch(r -> told(r.when(), facts).isPresent())) {
        compared++;
        String first =
            rules.stream()
                .filter(r -> !r.goesOn() && holding(r.when()).test(facts))
                .findFirst()
                .map(PolicyRule::label)
                .orElse("none");
        assertThat(decide(policies, facts.message(), List.of(facts.address())))
            .extracting(d -> d.reasons().rule())
            .containsExactly(first);
      }
    }
    assertThat(compared).isGreaterThan(TRIALS / 3);
  }

  @Test
  void decide_unrelatedRuleAtTheEnd_changesNothing() throws IOException {
    int compared = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      String yaml = rules();
      Optional<PolicySet> before = loaded(yaml);
      Optional<PolicySet> after = loaded(yaml + one(UNRELATED));
      if (before.isPresent() && after.isPresent()) {
        compared++;
        MessageFacts message = message();
        List<String> to = some();
        assertThat(decide(after.get(), message, to)).isEqualTo(decide(before.get(), message, to));
      }
    }
    assertThat(compared).isGreaterThan(TRIALS / 3);
  }

  /** What is refused as never reached, or as never holding, is so for every message. */
  @Test
  void reach_whatItSaysOfConditions_isSoOfEveryMessage() throws IOException {
    List<Condition> conditions = conditions(120);
    List<Claim> claims = conditions.stream().map(Claim::of).toList();
    List<Facts> asked =
        Stream.generate(() -> Facts.of(message(), Recipient.of(one(RECIPIENTS))))
            .limit(60)
            .toList();
    int covered = 0;
    for (int n = 0; n < claims.size(); n++) {
      if (Reach.never(claims.get(n))) {
        assertThat(asked).noneMatch(holding(conditions.get(n)));
        continue;
      }
      for (int w = 0; w < claims.size(); w++) {
        if (w != n && Reach.covers(claims.get(w), claims.get(n))) {
          covered++;
          assertThat(asked.stream().filter(holding(conditions.get(n))))
              .as("%s covers %s", claims.get(w), claims.get(n))
              .noneMatch(failing(conditions.get(w)));
        }
      }
    }
    assertThat(covered).isGreaterThan(40);
  }

  private List<Condition> conditions(int count) throws IOException {
    StringBuilder yaml = new StringBuilder(LEVELS + "rules:\n");
    for (int i = 0; i < count; i++) {
      yaml.append("  - {name: r%d, when: {%s}, hold: {}}\n".formatted(i, condition(2)));
    }
    lists();
    Files.writeString(directory.resolve("10.yaml"), yaml);
    return PolicySet.load(directory, AROUND, new Problems()).rules().stream()
        .map(PolicyRule::when)
        .toList();
  }

  private static Predicate<Facts> holding(Condition condition) {
    return facts -> told(condition, facts).orElse(false);
  }

  private static Predicate<Facts> failing(Condition condition) {
    return facts -> !told(condition, facts).orElse(true);
  }

  private static Optional<Boolean> told(Condition condition, Facts facts) {
    try {
      return Optional.of(condition.holds(facts));
    } catch (Undecidable e) {
      return Optional.empty();
    }
  }

  @Test
  void judge_anyBytesUnderAnyPolicy_decidesForEachRecipient() throws IOException {
    Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);
    for (int trial = 0; trial < 50; trial++) {
      RulesEngine engine = new RulesEngine(scanner, policy());
      List<Recipient> to = some().stream().map(Recipient::of).toList();
      var judgement = engine.judge(envelope(to), new Mail(bytes()));
      assertThat(judgement.decisions()).extracting(Decision::recipient).isEqualTo(to);
      assertThat(judgement.traces()).hasSameSizeAs(to);
    }
  }

  @Test
  void decide_anyFactsUnderAnyPolicy_decidesForEachRecipient() throws IOException {
    for (int trial = 0; trial < TRIALS; trial++) {
      List<String> to = some();
      assertThat(decide(policy(), message(), to))
          .extracting(d -> d.recipient().mailbox().address())
          .isEqualTo(to);
    }
  }

  /** A condition that is forgotten here is one of which nothing above is known. */
  @Test
  void conditions_nameEveryKey() {
    List<String> combining = List.of("any", "all", "not");
    assertThat(Key.of(ConditionSpec.class))
        .extracting(Key::name)
        .filteredOn(k -> !combining.contains(k))
        .allSatisfy(k -> assertThat(CONDITIONS).anyMatch(c -> c.startsWith(k + ":")));
  }

  private byte[] bytes() {
    List<String> parts = new ArrayList<>();
    String[] pieces = {
      "Subject: =?utf-8?B?",
      "[secure]\r\n",
      "\r\n",
      "\0",
      "Content-Type: multipart/mixed; boundary=b",
      "--b\r\n",
      "\u00ff\u00fe",
      "MSIP_Labels: x_Name=",
      "Sensitivity: ",
      ";;;=",
      "\n\n",
      "From: <>",
    };
    Stream.generate(() -> one(pieces)).limit(random.nextInt(30)).forEach(parts::add);
    return String.join("", parts).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Envelope envelope(List<Recipient> to) {
    return new Envelope(
        MessageId.create(0),
        Upstream.own("gw.example"),
        ReversePath.of(""),
        to,
        Instant.EPOCH,
        EsmtpOptions.NONE);
  }
}
