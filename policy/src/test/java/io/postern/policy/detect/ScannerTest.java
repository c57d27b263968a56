package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScannerTest {
  private static final String HEALTH = " was diagnosed with type 2 diabetes, on metformin 500 mg. ";
  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20);

  private Screening plain(String body) {
    return scanner.scan(Mail.plain(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ssn.context|SSN: 536-22-8726",
        "ssn.context|social security number 536 22 8726",
        "ssn.context|SSN 536228726",
        "ssn.form|536-22-8726",
        "ssn.last4|last four of SSN 8726",
        "mbi.context|Medicare number 1EG4-TE5-MK73",
        "mbi.form|1EG4TE5MK73",
        "mrn.context|MRN: 00482913",
        "mrn.context|Med Rec No. A-482913",
        "dob.context|DOB 03/14/1961",
        "dob.context|born on March 14, 1961",
        "dob.context|Date of birth: 14 March 1961",
        "dob.context|(b. 3-14-1961)",
        "dob.context|DOB: 19610314",
        "service_date.context|admitted 2026-02-03",
        "member.context|Member ID: XYZ123456789",
        "account.context|Acct 41034623",
        "card.form|4111 1111 1111 1111",
        "phone.form|(612) 861-9657",
        "name.patient|Patient: Versie Botsford",
        "name.patient|Pt: Nolan, Reba",
        "name.title|Mrs. Green",
        "name.age|Versie Botsford is a 50-year-old",
        "name.sentence|Versie Botsford has been ill",
        "name.dob|Versie Botsford, DOB 03/14/1961",
        "name.list|Maria Botsford",
        "age.over_89|she is 93 years old",
        "address.form|1662 Main Street",
      })
  void scan_identifier_isFound(String rule, String text) {
    Screening got = plain(text + " -" + HEALTH);
    assertThat(got.findings()).extracting(Finding::rule).contains(rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ssn|SSN: 000-22-8726",
        "ssn|SSN: 666-22-8726",
        "ssn|078-05-1120",
        "ssn|order 536-22-8726",
        "mbi|1SG4-TE5-MK73",
        "mrn|ticket 00482913",
        "mrn|order number 00482913",
        "dob|DOB 13/45/1961",
        "dob|due 03/14/1961",
        "card|4111 1111 1111 1112",
        "account|invoice number 41034623",
        "npi|NPI 1234567893",
        "name|Patient: the next one",
      })
  void scan_lookalike_isNot(String rule, String text) {
    Screening got = plain(text + " -" + HEALTH);
    assertThat(got.findings()).extracting(Finding::rule).noneMatch(r -> r.startsWith(rule + "."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PHI|Patient: Ann Lee was diagnosed with type 2 diabetes and takes metformin.",
        "IDENTIFIER_ONLY|The SSN of our new driver is 536-22-8726.",
        "HEALTH_ONLY|Metformin is the first drug for type 2 diabetes and obesity.",
        "NONE|Please send ten boxes of paper.",
      })
  void scan_message_hasItsVerdict(Verdict want, String body) {
    assertThat(plain(body).verdict()).isEqualTo(want);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSN 5<b></b>36-22-<i>87</i>26",
        "SSN &#53;36-22-872&#x36;",
        "SSN 536\u200b-22-\u00ad8726",
        "SSN \uff15\uff13\uff16-\uff12\uff12-\uff18\uff17\uff12\uff16",
        "SSN 536\u201322\u20138726",
        "S\u0405N 536-22-8726",
        "<span style='display:none'>SSN 536-22-8726</span>",
        "<img alt='SSN 536-22-8726'>",
      })
  void scan_evasion_isSeenThrough(String html) {
    Screening got = scanner.scan(Mail.html("<p>" + html + "</p><p>He" + HEALTH + "</p>"));
    assertThat(got.findings()).extracting(Finding::rule).contains("ssn.context");
    assertThat(got.verdict()).isEqualTo(Verdict.PHI);
  }

  @Test
  void scan_encodings_areDecoded() {
    String text = "Patient: Ann Lee, SSN 536-22-8726," + HEALTH;
    String base64 = Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    String wide = Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_16));
    String qp = text.replace("536-22-8726", "53=\n6-22-87=\n=32=36");
    assertPhi("Content-Transfer-Encoding: base64\n\n" + base64);
    assertPhi(
        "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n" + wide);
    assertPhi("Content-Type: application/x-note\nContent-Transfer-Encoding: base64\n\n" + wide);
    assertPhi("Content-Transfer-Encoding: quoted-printable\n\n" + qp);
  }

  private void assertPhi(String message) {
    assertThat(scanner.scan(Mail.of(message)).verdict()).isEqualTo(Verdict.PHI);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MSH|^~\\&|A|B\nPID|1||10006579^^^1^MRN||DUCK^DONALD||19241010|M",
        "ISA*00*~ST*837~NM1*IL*1*SMITH*FRED****MI*12312-A~",
        "{\"resourceType\": \"Patient\", \"id\": \"x\"}",
        "<?xml version='1.0'?><ClinicalDocument xmlns='urn:hl7-org:v3'></ClinicalDocument>",
      })
  void scan_healthDataFormat_isPhi(String data) {
    Screening got = scanner.scan(Mail.of("Content-Type: text/x-data\n\n" + data + "\n"));
    assertThat(got.verdict()).isEqualTo(Verdict.PHI);
    assertThat(got.level()).isEqualTo("high");
  }

  @ParameterizedTest
  @CsvSource({
    "UNSCANNABLE,JVBERi0xLjQK",
    "UNSCANNABLE,UEsDBBQAAAAI",
    "NONE,iVBORw0KGgoAAAANSUhEUg",
    "UNSCANNABLE,AAECAwQFBgcICQ",
  })
  void scan_binaryPart_isUnscannableWhereItMayHoldText(Verdict want, String base64) {
    Screening got =
        scanner.scan(
            Mail.of(
                "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
                    + base64
                    + "==".substring(0, (4 - base64.length() % 4) % 4)
                    + "\n"));
    assertThat(got.verdict()).isEqualTo(want);
    assertThat(got.unscanned()).hasSize(1);
  }

  @Test
  void scan_openPgpMessage_isAlreadyProtected() {
    String body = "-----BEGIN PGP MESSAGE-----\n\nhQEMA+abc\n-----END PGP MESSAGE-----\n";
    assertThat(plain(body).verdict()).isEqualTo(Verdict.ALREADY_PROTECTED);
  }

  @Test
  void scan_claimedSmimeThatIsNot_isUnscannable() {
    Mail mail =
        Mail.of(
            "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n"
                + "Content-Transfer-Encoding: base64\n\nAAECAwQFBgcICQ==\n");
    assertThat(scanner.scan(mail).verdict()).isEqualTo(Verdict.UNSCANNABLE);
  }

  @Test
  void scan_subjectAndFileName_count() {
    Mail subject = Mail.of("Subject: MRN 00482913 biopsy and chemotherapy\n\nsee subject\n");
    assertThat(scanner.scan(subject).findings()).extracting(Finding::rule).contains("mrn.context");
    Mail file =
        Mail.of(
            "Content-Disposition: attachment; filename=\"MRN_00482913_mammogram.txt\"\n\nsee name\n");
    assertThat(scanner.scan(file).findings()).extracting(Finding::rule).contains("mrn.context");
  }

  @Test
  void scan_findings_neverHoldTheValue() {
    String body =
        "Patient: Versie Botsford, SSN 536-22-8726, DOB 03/14/1961, MRN 00482913" + HEALTH;
    String all = plain(body).toString();
    assertThat(all)
        .doesNotContain("Versie", "Botsford", "536-22-8726", "536", "03/14/1961", "00482913");
  }

  @Test
  void scan_findings_doNotNameTheCondition() {
    String all =
        plain("Patient: Versie Botsford was treated for syphilis and takes metformin.").toString();
    assertThat(all).contains("health.").doesNotContainIgnoringCase("syphilis", "metformin");
  }

  @Test
  void scan_offset_pointsIntoThePartsText() {
    Screening got = plain("\u00e9\u200b\u200bx SSN 536-22-8726" + HEALTH);
    Finding ssn =
        got.findings().stream()
            .filter(f -> f.rule().equals("ssn.context"))
            .findFirst()
            .orElseThrow();
    assertThat(ssn.offset()).isEqualTo(9);
    assertThat(ssn.length()).isEqualTo(11);
  }

  @Test
  void scan_moreText_neverLowersTheScore() {
    Random random = new Random(3);
    String[] pieces = {
      "Patient: Ann Lee. ",
      "SSN 536-22-8726. ",
      "metformin 500 mg. ",
      "Thanks,\n",
      "\n\n",
      "Dear Mr. Smith, ",
      "diabetes and hypertension. ",
      "order number 12345. ",
      "DOB 1/2/1960. "
    };
    for (int round = 0; round < 200; round++) {
      StringBuilder mail = new StringBuilder("Content-Type: multipart/mixed; boundary=b\n\n");
      double before = 0;
      for (int part = 0; part < 4; part++) {
        mail.append("--b\nContent-Type: text/plain\n\n");
        for (int i = 0; i < 4; i++) {
          mail.append(pieces[random.nextInt(pieces.length)]);
        }
        mail.append('\n');
        double score = scanner.scan(Mail.of(mail + "--b--\n")).score();
        assertThat(score).isGreaterThanOrEqualTo(before);
        before = score;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!--",
        "<script>",
        "thanks\ndiabetes ",
        "dob, ",
        "Ann ",
        "1-",
        "<a b='",
        "&#",
        "hipaa "
      })
  void scan_hugeRepetition_takesLinearTime(String piece) {
    String body = piece.repeat(1_000_000 / piece.length());
    long start = System.nanoTime();
    scanner.scan(Mail.html(body));
    plain(body);
    assertThat(System.nanoTime() - start).isLessThan(8_000_000_000L);
  }

  @Test
  void scan_randomBytes_alwaysAnswers() {
    Random random = new Random(5);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[random.nextInt(3000)];
      random.nextBytes(bytes);
      assertThat(scanner.scan(new Mail(bytes)).verdict()).isNotNull();
      String head = "Content-Type: text/html\n\n<p a='";
      byte[] html =
          (head + new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.UTF_8);
      assertThat(scanner.scan(new Mail(html)).verdict()).isNotNull();
    }
  }
}
