package io.postern.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Recipient;
import io.postern.core.port.Consents;
import io.postern.core.port.Groups;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every condition, holding and not, of one message to Bob. */
class ConditionTest {
  private static final String BOB = "Bob@Sub.Example.ORG";

  @TempDir Path directory;

  private Surroundings around() {
    Groups groups =
        new Groups() {
          @Override
          public Set<String> names() {
            return Set.of("doctors");
          }

          @Override
          public boolean contains(String group, String address) {
            return address.equals("dr@clinic.example");
          }
        };
    Consents consents = (recipient, scope, at) -> scope.equals("plain_email");
    Surroundings unknown = Surroundings.UNKNOWN.with(groups).with(consents);
    return new Surroundings(
        Optional.of(Set.of("office", "lab")),
        Optional.empty(),
        Set.of("clinic.example"),
        Optional.empty(),
        Optional.empty(),
        unknown.floors(),
        Optional.empty(),
        unknown.consents(),
        unknown.groups(),
        unknown.keeper());
  }

  private PolicySet policies(String when) throws IOException {
    Files.writeString(
        directory.resolve("people.txt"), "# patients\nbob@sub.example.org\n@x.example\n");
    Files.writeString(directory.resolve("domains.txt"), "a.example\n.example.org # all below\n");
    Files.writeString(directory.resolve("nets.txt"), "192.0.2.0/24\n2001:db8::/32\n");
    return Policies.of(
        directory,
        """
        lists:
          people: {file: people.txt, of: addresses}
          domains: {file: domains.txt, of: domains}
          nets: {file: nets.txt, of: networks}
        rules:
          - name: r
            when: {%s}
            protect: tls
        """
            .formatted(when),
        around());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sender: dr@clinic.example|true",
        "sender: '*@clinic.example'|true",
        "sender: '*@other.example'|false",
        "sender: 'd*@*.example'|true",
        "sender: '<>'|false",
        "sender: 'group:doctors'|true",
        "sender: 'list:people'|false",
        "sender_domain: clinic.example|true",
        "sender_domain: '*.example'|true",
        "sender_domain: [a.example, b.example]|false",
        "recipient: bob@sub.example.org|true",
        "recipient: 'list:people'|true",
        "recipient: '*@*.example.org'|true",
        "recipient: '*@example.org'|false",
        "recipient: 'group:doctors'|false",
        "recipient_domain: sub.example.org|true",
        "recipient_domain: '*.example.org'|true",
        "recipient_domain: example.org|false",
        "recipient_domain: 'list:domains'|true",
        "direction: outbound|true",
        "direction: [inbound, internal]|false",
        "consent: plain_email|true",
        "consent: photographs|false",
        "upstream: office|true",
        "upstream: 'o*'|true",
        "upstream: lab|false",
        "client: 192.0.2.0/24|true",
        "client: [198.51.100.1, 'list:nets']|true",
        "client: '2001:db8::1'|false",
        "header: {X-Class: INTERN*}|true",
        "header: {X-Class: public}|false",
        "header: {X-None: '*'}|false",
        "subject_tag: '[secure]'|true",
        "subject_tag: 'report i  attest'|true",
        "subject_tag: [encrypt, '[encrypt]']|false",
        "attestation: i attest no phi|true",
        "attestation: i swear|false",
        "sensitivity: company-*|true",
        "sensitivity: [Private, CONFIDENTIAL]|true",
        "sensitivity: private|false",
        "verdict: [phi, unscannable]|true",
        "verdict: none|false",
        "level: [high, bulk]|true",
        "level: low|false",
        "score_at_least: 0.8|true",
        "score_at_least: 0.81|false",
        "found: {rule: number.ssn, at_least: 2}|true",
        "found: {rule: number.*, at_least: 3}|false",
        "found: {rule: [number.*, name.*], at_least: 3}|true",
        "patients_at_least: 5|true",
        "patients_at_least: 6|false",
        "phi_in_subject: true|true",
        "phi_in_subject: false|false",
        "attachment: application/pdf|true",
        "attachment: .PDF|true",
        "attachment: [.zip, image/*]|false",
        "size_at_least: 2KiB|true",
        "size_at_least: 2049|false",
        "unscannable: true|true",
        "unscannable: false|false",
        "already_protected: false|true",
        "already_protected: true|false",
        "time: {days: fri, from: '08:00', to: '16:00'}|true",
        "time: {days: fri, from: '08:00', to: '15:30'}|false",
        "time: {days: [mon, sat]}|false",
        "time: {days: fri, from: '22:00', to: '16:00', zone: UTC}|false",
        "time: {days: thu, from: '22:00', to: '16:00'}|true",
        "time: {from: '09:00', to: '10:00', zone: America/Chicago}|true",
        "expression: score > 0.5 && patients >= 5|true",
        "expression: recipient.endsWith('.org') && verdict == 'phi'|true",
        "expression: size < 10|false",
        "expression: \"findings.exists(f, f.startsWith('number'))\"|true",
        "expression: \"received.getDayOfWeek('UTC') == 5\"|true",
        "any: [{verdict: none}, {verdict: phi}]|true",
        "any: [{verdict: none}, {level: low}]|false",
        "all: [{verdict: none}, {level: high}]|false",
        "not: {verdict: none}|true",
        "not: {recipient_domain: sub.example.org}|false",
        "verdict: phi, level: low|false",
        "''|true",
      })
  void holds_condition_orTellsWhyNot(String when, boolean want) throws IOException {
    Condition condition = policies(when).rules().getFirst().when();
    Facts facts = Facts.of(Policies.message(Policies.PHI), Recipient.of(BOB));
    assertThat(condition.holds(facts)).as(when).isEqualTo(want);
    if (!want) {
      // nothing of the message: its subject, its people
      assertThat(condition.unmet(facts)).isNotBlank().doesNotContain("report", "Bob");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Results, no phi inside|true",
        "No PHI inside: results|true",
        "Re: results, no phi inside|false",
        "RE: no phi inside|false",
        "Re[2]: no phi inside|false",
        "Fwd: no phi inside|false",
        "FW: no phi inside|false",
        "AW: no phi inside|false",
        "WG : no phi inside|false",
        "[External] Re: no phi inside|false",
        "No phi inside. Re: results|true",
        "More: no phi inside|true",
      })
  void attestation_inTheSubjectOfAnAnswer_isNotTheSenders(String subject, boolean want)
      throws IOException {
    Condition condition = policies("attestation: no phi inside").rules().getFirst().when();
    Facts facts = Facts.of(Policies.message(Policies.PHI, subject), Recipient.of(BOB));
    assertThat(condition.holds(facts)).isEqualTo(want);
  }

  /** A table that forgets a condition would not be one of every condition. */
  @Test
  void table_namesEveryKeyOfConditions() throws NoSuchMethodException {
    String table =
        String.join(
            "\n",
            ConditionTest.class
                .getDeclaredMethod("holds_condition_orTellsWhyNot", String.class, boolean.class)
                .getAnnotation(CsvSource.class)
                .value());
    Stream<String> keys =
        io.postern.config.Key.of(io.postern.policy.language.ConditionSpec.class).stream()
            .map(io.postern.config.Key::name);
    assertThat(keys)
        .allSatisfy(k -> assertThat(table).containsPattern("(?m)^" + Pattern.quote(k) + ":"));
  }
}
