package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.ConfigException;
import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import io.postern.policy.extract.Attachments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleSetTest {
  private static final String HEALTH = " was diagnosed with type 2 diabetes, on metformin 500 mg. ";

  @TempDir Path home;

  private RuleSet load(String yaml) throws IOException {
    Path file = home.resolve("detector.yaml");
    Files.writeString(file, yaml);
    return RuleSet.load(file);
  }

  private Screening scan(String yaml, String body) throws IOException {
    return new Scanner(
            0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10, Attachments.UNOPENED, load(yaml))
        .scan(Mail.plain(body));
  }

  @Test
  void builtIn_hipaa_setsEveryRule() {
    for (Rule rule : Rule.values()) {
      ActiveRule active = RuleSet.builtIn().of(rule);
      assertThat(active.label()).isEqualTo(rule.label);
      assertThat(active.weight()).as(rule.label).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ssn.contxt: {weight: 0.5}|2:3|did you mean 'ssn.context'?",
        "ssn.context: {weigth: 0.5}|2:17|did you mean 'weight'?",
        "ssn.context: {weight: 3}|2:25|out of range",
        "ssn.context: {validator: luhm}|2:28|did you mean 'luhn'?",
        "site.mrn: {pattern: '(a'}|2:23|not an RE2 pattern",
        "site.mrn: {pattern: 'a*'}|2:23|matches nothing at all",
        "ssn.context: {pattern: 'abc'}|2:3|takes no pattern",
      })
  void load_mistake_isToldWithItsPlace(String line, String place, String message) {
    assertThatThrownBy(() -> load("rules:\n  " + line + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("detector.yaml:" + place)
        .hasMessageContaining(message);
  }

  @Test
  void load_ruleSwitchedOff_findsNothing() throws IOException {
    String body = "SSN 536-22-8726" + HEALTH;
    assertRule("rules: {}", body, "ssn.context", true);
    String off = "rules: {ssn.context: {enabled: false}, ssn.form: {enabled: false}}";
    assertRule(off, body, "ssn.context", false);
    assertRule(off, body, "ssn.form", false);
  }

  private void assertRule(String yaml, String body, String rule, boolean want) throws IOException {
    assertThat(scan(yaml, body).findings().stream().map(Finding::rule).anyMatch(rule::equals))
        .as(yaml + " on " + body)
        .isEqualTo(want);
  }

  @Test
  void load_context_isReplacedOrAdded() throws IOException {
    String body = "Aktenzeichen 00482913" + HEALTH;
    assertRule("rules: {}", body, "mrn.context", false);
    assertRule("rules: {mrn.context: {add_context: [aktenzeichen]}}", body, "mrn.context", true);
    String only = "rules: {mrn.context: {context: [aktenzeichen]}}";
    assertRule(only, body, "mrn.context", true);
    assertRule(only, "MRN 00482913" + HEALTH, "mrn.context", false);
  }

  @Test
  void load_window_boundsTheContext() throws IOException {
    String body = "MRN of the new one is then 00482913" + HEALTH;
    assertRule("rules: {}", body, "mrn.context", true);
    assertRule("rules: {mrn.context: {window: 10}}", body, "mrn.context", false);
  }

  @Test
  void load_count_waitsForSeveralValues() throws IOException {
    String yaml = "rules: {mrn.context: {count: 3}}";
    String two = "MRN 00482913, MRN 00482914, MRN 00482914" + HEALTH;
    assertRule(yaml, two, "mrn.context", false);
    assertRule(yaml, two + "MRN 00482915", "mrn.context", true);
  }

  @Test
  void load_ownPattern_isFoundInItsContext() throws IOException {
    String yaml =
        """
        rules:
          site.mrn:
            pattern: 'KH\\d{7}'
            identifier: mrn
            weight: 0.9
            context: [kreiskrankenhaus]
            window: 40
        """;
    assertRule(yaml, "Kreiskrankenhaus KH1234567" + HEALTH, "site.mrn", true);
    assertRule(yaml, "invoice KH1234567" + HEALTH, "site.mrn", false);
    assertRule(yaml, "Kreiskrankenhaus KH123456" + HEALTH, "site.mrn", false);
  }

  @Test
  void load_ownPatternThatBacktracks_stopsNobody() throws IOException {
    String yaml = "rules: {site.x: {pattern: '(x+x+)+y', weight: 0.5}}";
    long start = System.nanoTime();
    scan(yaml, "x".repeat(50_000));
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }

  @Test
  void load_ownTerms_areHealthEvidence() throws IOException {
    Files.writeString(home.resolve("site.txt"), "# ours\nmorbus postern\tcondition\t0.9\n");
    Screening got = scan("lexicon: [site.txt]", "Patient: Ann Lee has morbus postern.");
    assertThat(got.findings()).extracting(Finding::rule).contains("health.condition");
  }

  @Test
  void load_ownTermsOfNoClass_areToldWithTheirLine() throws IOException {
    Files.writeString(home.resolve("site.txt"), "# ours\nmorbus postern\tconditon\n");
    assertThatThrownBy(() -> load("lexicon: [site.txt]"))
        .hasMessageContaining("site.txt:2")
        .hasMessageContaining("did you mean 'condition'?");
  }

  @Test
  void packs_pciAndPii_needNoHealth() throws IOException {
    String card = "Please charge 4111 1111 1111 1111 for the chairs.";
    assertThat(scan("packs: hipaa", card).score()).isLessThan(0.40);
    Screening got = scan("packs: [hipaa, pci]", card);
    assertThat(got.verdict()).isEqualTo(Verdict.IDENTIFIER_ONLY);
    assertThat(got.score()).isGreaterThanOrEqualTo(0.40);
    String hire = "The SSN of our new driver is 536-22-8726.";
    assertThat(scan("packs: [hipaa, pii]", hire).score()).isGreaterThanOrEqualTo(0.40);
    assertThat(scan("packs: pci", "Patient: Ann Lee, MRN 00482913" + HEALTH).verdict())
        .isEqualTo(Verdict.NONE);
  }

  @Test
  void ownDomains_careMail_isToAPatient() throws IOException {
    String mail =
        "From: Desk <desk@clinic.example>\nTo: ann@example.org\nSubject: reminder\n\n"
            + "Your appointment with oncology is tomorrow. Arrive fasting for your blood work.\n";
    Scanner ours =
        new Scanner(
            0.40,
            MimeLimits.DEFAULT,
            5 << 20,
            0,
            Attachments.UNOPENED,
            load("own_domains: [clinic.example]"));
    Scanner theirs =
        new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 0, Attachments.UNOPENED, load("rules: {}"));
    assertThat(ours.scan(Mail.of(mail)).verdict()).isEqualTo(Verdict.PHI);
    assertThat(ours.scan(Mail.of(mail)).score()).isGreaterThan(theirs.scan(Mail.of(mail)).score());
  }
}
