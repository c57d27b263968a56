package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.ConfigException;
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
import io.postern.policy.Mail;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

  /** A policy that chance made; one with a rule that is never reached is none. */
  private PolicySet policy(String yaml) throws IOException {
    while (true) {
      try {
        return Policies.of(directory, yaml);
      } catch (ConfigException e) {
        assertThat(e).hasMessageContaining("never reached");
        yaml = rules();
      }
    }
  }

  private MessageFacts message() {
    MessageFacts phi = Policies.message(Policies.PHI);
    Verdict verdict = VERDICTS.get(random.nextInt(VERDICTS.size()));
    double score = random.nextInt(11) / 10.0;
    String level = one(new String[] {"none", "low", "medium", "high", "bulk"});
    Optional<Integer> patients = Optional.of(random.nextInt(6));
    return Policies.message(
        new Screening(verdict, score, level, phi.screening().findings(), List.of(), patients));
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
      PolicySet policies = policy(rules());
      MessageFacts message = message();
      List<String> to = some();
      List<Decision> together = decide(policies, message, to);
      List<Decision> alone =
          to.stream().flatMap(r -> decide(policies, message, List.of(r)).stream()).toList();
      assertThat(together).isEqualTo(alone);
    }
  }

  @Test
  void decide_unrelatedRuleAtTheEnd_changesNothing() throws IOException {
    int compared = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      String yaml = rules();
      String more = "  - {name: more, when: {recipient: z@z.example}, refuse: {}}\n";
      MessageFacts message = message();
      List<String> to = some();
      Optional<PolicySet> before = loaded(yaml);
      Optional<PolicySet> after = loaded(yaml + more);
      if (before.isPresent() && after.isPresent()) {
        compared++;
        assertThat(decide(after.get(), message, to)).isEqualTo(decide(before.get(), message, to));
      }
    }
    assertThat(compared).isGreaterThan(TRIALS / 3);
  }

  private Optional<PolicySet> loaded(String yaml) throws IOException {
    try {
      return Optional.of(Policies.of(directory, yaml));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  @Test
  void judge_anyBytesUnderAnyPolicy_decidesForEachRecipient() throws IOException {
    Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);
    for (int trial = 0; trial < 50; trial++) {
      RulesEngine engine = new RulesEngine(scanner, policy(rules()));
      List<Recipient> to = some().stream().map(Recipient::of).toList();
      var judgement = engine.judge(envelope(to), new Mail(bytes()));
      assertThat(judgement.decisions()).extracting(Decision::recipient).isEqualTo(to);
      assertThat(judgement.traces()).hasSameSizeAs(to);
    }
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
