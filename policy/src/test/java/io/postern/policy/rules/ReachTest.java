package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Problem;
import io.postern.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that can never decide, because of one before them or by themselves. */
class ReachTest {
  @TempDir Path directory;

  private List<String> whens(String... conditions) throws IOException {
    String rules =
        IntStream.range(0, conditions.length)
            .mapToObj(
                i -> "  - {name: r%d, when: {%s}, protect: tls}\n".formatted(i, conditions[i]))
            .collect(Collectors.joining());
    return problems("rules:\n" + rules);
  }

  private List<String> problems(String yaml) throws IOException {
    Files.writeString(directory.resolve("l.txt"), "a.example\n");
    String lists = "lists: {l: {file: l.txt, of: domains}, m: {file: l.txt, of: domains}}\n";
    Files.writeString(directory.resolve("10.yaml"), lists + yaml);
    Problems problems = new Problems();
    PolicySet.load(directory, Surroundings.UNKNOWN, problems);
    return problems.list().stream().map(Problem::message).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        // the same again
        "expression: size > 10 => expression: size > 10",
        "time: {days: mon, from: '08:00'} => time: {days: mon, from: '08:00'}",
        "header: {X-A: 'a*'} => header: {x-a: 'a*'}",
        "not: {sender: [a@b.example, '*@c.example']} => not: {sender: [a@b.example, '*@c.example']}",
        "consent: plain_email => consent: plain_email, verdict: phi",
        "client: 10.0.0.0/8 => client: 10.0.0.0/8",
        "recipient_domain: 'list:l' => recipient_domain: 'list:l', level: high",
        "attestation: no phi => attestation: no phi",
        "any: [{verdict: phi}, {level: high}] => any: [{level: high}, {verdict: phi}]",
        // a wider one
        "header: {X-A: 'a*'} => header: {X-A: 'ab*'}, score_at_least: 0.5",
        "time: {from: '08:00', to: '18:00'} => time: {days: fri, from: '09:00', to: '17:00'}",
        "upstream: 'o*' => upstream: [office, 'other*']",
        "client: [10.0.0.0/8, 192.0.2.0/24] => client: 10.1.0.0/16",
        "attachment: ['.z*', image/*] => attachment: [.zip, image/png]",
        "sensitivity: '*' => sensitivity: private",
        "recipient_domain: '*.example' => recipient: [a@x.example, '*@y.example']",
        "recipient_domain: '*.example' => recipient_domain: '*.sub.example'",
        "recipient: '*team3*@*' => recipient: '*team33*@*'",
        "found: {rule: ssn.*} => found: {rule: ssn.context, at_least: 2}",
        "found: {pack: hipaa} => found: {pack: pii}",
        "unscannable: true => verdict: unscannable",
        "already_protected: true => verdict: already_protected, sender_domain: a.example",
        "verdict: already_protected => already_protected: true",
        "not: {verdict: [phi, unscannable]} => verdict: [none, already_protected]",
        "verdict: [phi, unscannable] => not: {not: {verdict: phi}}",
        "not: {recipient: a@x.example} => recipient: b@x.example",
        "not: {all: [{verdict: phi}, {level: high}]} => verdict: none",
        "not: {direction: outbound} => direction: internal",
        "not: {level: [none, low]} => level: [medium, bulk]",
        "attestation: i attest => attestation: i attest that there is no phi",
        "any: [{all: [{verdict: phi}, {level: high}]}, {consent: a}] => verdict: phi, level: high",
        // whatever the message is
        "expression: 1 < 2 => verdict: phi",
        "expression: size > 3 || true => expression: size > 5",
        "not: {expression: 'size > 3 && false'} => verdict: phi",
        "time: {} => verdict: phi",
        "any: [{verdict: phi}, {not: {verdict: phi}}] => level: high",
        "any: [{header: {X-A: b}}, {not: {header: {X-A: b}}}] => level: high",
        "verdict: [phi, identifier_only, health_only, none, unscannable, already_protected] => level: low",
        "level: [none, low, medium, high, bulk] => verdict: phi",
        "direction: [outbound, inbound, internal] => verdict: phi",
      })
  void load_ruleBehindOneThatIsCertainlyWider_isNeverReached(String first, String second)
      throws IOException {
    assertThat(whens(first, second))
        .containsExactly("never reached: 10.yaml: r0 before it matches all of it");
  }

  /** What is not certain must be taken: a rule that is refused for nothing protects nobody. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        "time: {days: [mon, tue]} => time: {days: tue, from: '22:00', to: '06:00'}",
        "time: {zone: America/Chicago, from: '08:00', to: '18:00'} => time: {from: '09:00', to: '17:00'}",
        "expression: size > 5 => expression: size > 10",
        "recipient_domain: 'list:l' => recipient_domain: 'list:m'",
        "recipient_domain: 'list:l' => recipient_domain: a.example",
        "header: {X-A: 'ab*'} => header: {X-A: 'a*'}",
        "not: {header: {X-A: a}} => header: {X-A: b}",
        "verdict: phi, level: high => verdict: phi",
        "any: [{verdict: phi}, {level: high}] => level: [high, low]",
        "not: {verdict: phi} => verdict: [phi, none]",
        "recipient: '*@x.example' => recipient_domain: x.example",
        "recipient_domain: x.example => recipient: '*'",
        "client: 10.1.0.0/16 => client: 10.0.0.0/8",
        "consent: a => consent: b",
        "found: {rule: ssn.context, at_least: 2} => found: {rule: ssn.context}",
        "unscannable: true => verdict: phi",
        "phi_in_subject: true => phi_in_subject: false",
        "expression: recipient == 'a@b.c' => expression: recipient == 'a@b.d'",
        "expression: size / 0 == 1 => verdict: phi",
      })
  void load_ruleBehindOneThatMayLeaveSomething_isTaken(String first, String second)
      throws IOException {
    assertThat(whens(first, second)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      value = {
        "verdict: phi, not: {verdict: phi} => never",
        "all: [{verdict: none}, {already_protected: true}] => never",
        "expression: 1 > 2 => never",
        "expression: size > 1 && false => never",
        "not: {time: {}} => never",
        "not: {expression: 'true'} => never",
        "recipient: a@x.example, not: {recipient_domain: '*.example'} => never",
        "all: [{recipient: a@x.example}, {recipient: b@x.example}] => never",
        "any: [{expression: 'false'}, {verdict: phi, not: {verdict: phi}}] => never",
        "header: {X-A: a}, not: {header: {X-A: b}} => sometimes",
        "time: {days: mon}, not: {time: {days: tue}} => sometimes",
        "any: [{expression: 'false'}, {verdict: phi}] => sometimes",
      })
  void load_ruleThatContradictsItself_isTold(String when, String holds) throws IOException {
    List<String> want =
        holds.equals("never")
            ? List.of("never holds: its conditions exclude each other")
            : List.of();
    assertThat(whens(when)).isEqualTo(want);
  }

  @Test
  void load_widerRuleThatContinues_hidesNothing() throws IOException {
    assertThat(
            problems(
                """
                rules:
                  - {name: a, when: {verdict: phi}, continue: true, banner: x}
                  - {name: b, when: {verdict: phi}, protect: tls}
                """))
        .isEmpty();
  }

  @Test
  void load_conditionsMadeToBeSlow_areGivenUpInTime() throws IOException {
    String deep = "{verdict: phi}";
    String other = "{level: high}";
    for (int i = 0; i < 12; i++) {
      String kind = i % 2 == 0 ? "any" : "all";
      deep =
          "{%s: [%s, %s, {consent: c%d}]}"
              .formatted(kind, deep, deep.length() < 9_000 ? deep : other, i);
    }
    String when = deep.substring(1, deep.length() - 1);
    long begun = System.nanoTime();
    whens(when, when.replace("verdict: phi", "verdict: none"), when.replace("c1", "d1"));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
  }
}
