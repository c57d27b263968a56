package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScannerTest {
  private static final String HEALTH = " was diagnosed with type 2 diabetes, on metformin 500 mg. ";
  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

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

  @ParameterizedTest
  @CsvSource({"NONE,65536", "UNSCANNABLE,65537", "UNSCANNABLE,2000000"})
  void scan_image_isUnscannableOverTheLimit(Verdict want, int size) {
    Screening got = scanner.scan(file("image/png", png(size)));
    assertThat(got.verdict()).isEqualTo(want);
    assertThat(got.unscanned()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0089PNG\r\n\u001a\n", "ID3\u0003", "\u0000\u0000\u0000\u0018ftypisom"})
  void scan_limitZero_everyImageAudioAndVideoIsUnscannable(String magic) {
    Scanner strict = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 0);
    byte[] tiny = (magic + "\u0000".repeat(20)).getBytes(StandardCharsets.ISO_8859_1);
    String type = magic.contains("PNG") ? "image/png" : "video/mp4";
    assertThat(strict.scan(file(type, tiny)).verdict()).isEqualTo(Verdict.UNSCANNABLE);
    assertThat(scanner.scan(file(type, tiny)).verdict()).isEqualTo(Verdict.NONE);
  }

  @Test
  void scan_largeImageBesidePhi_isPhi() {
    String image = Base64.getMimeEncoder().encodeToString(png(100_000));
    assertPhi(
        mixed("Content-Type: text/plain\n\nPatient: Ann Lee, SSN 536-22-8726," + HEALTH)
            .replace(
                "--b--",
                "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
                    + image
                    + "\n--b--"));
  }

  @Test
  void scan_dicom_isPhiWhateverItsPreamble() {
    for (String preamble : List.of("", "II*\u0000", "%PDF-1.4")) {
      byte[] bytes = new byte[1000];
      System.arraycopy(latin1(preamble), 0, bytes, 0, preamble.length());
      System.arraycopy(latin1("DICM"), 0, bytes, 128, 4);
      Screening got = scanner.scan(file("application/octet-stream", bytes));
      assertThat(got.verdict()).isEqualTo(Verdict.PHI);
      assertThat(got.score()).isEqualTo(0.97);
      assertThat(got.findings()).extracting(Finding::rule).containsExactly("format.dicom");
    }
  }

  @Test
  void scan_alternativesThatDiffer_eachCounts() {
    String harmless = "Content-Type: text/plain\n\nSee you on Monday.";
    String phi =
        "Content-Type: text/html\n\n<p>Patient: Ann Lee, SSN 536-22-8726," + HEALTH + "</p>";
    assertPhi(mixed(harmless, phi).replace("mixed", "alternative"));
    assertPhi(mixed(phi, harmless).replace("mixed", "alternative"));
  }

  @Test
  void scan_attachedMessage_countsWithItsSubject() {
    String harmless = "Content-Type: text/plain\n\nSee the attached.";
    String body = "Subject: x\n\nPatient: Ann Lee, SSN 536-22-8726," + HEALTH;
    assertPhi(mixed(harmless, "Content-Type: message/rfc822\n\n" + body));
    String subject = "Subject: Ann Lee, MRN 00482913, biopsy and chemotherapy\n\nx";
    Screening got =
        scanner.scan(Mail.of(mixed(harmless, "Content-Type: message/rfc822\n\n" + subject)));
    assertThat(got.findings()).extracting(Finding::rule).contains("mrn.context");
  }

  private static String mixed(String... parts) {
    return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        + String.join("\n--b\n", parts)
        + "\n--b--\n";
  }

  private static Mail file(String type, byte[] bytes) {
    return Mail.of(
        "Content-Type: "
            + type
            + "\nContent-Transfer-Encoding: base64\n\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n");
  }

  private static byte[] png(int size) {
    byte[] bytes = new byte[size];
    System.arraycopy(latin1("\u0089PNG\r\n\u001a\n"), 0, bytes, 0, 8);
    return bytes;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void scan_openPgpMessage_isAlreadyProtected() {
    String body = Encrypted.armor() + "\n";
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

  @ParameterizedTest
  @ValueSource(strings = {"FORM", "ID3", "OggS", "fLaC", ".snd", "GIF8", "GIF89a"})
  void scan_textThatBeginsLikeMedia_isRead(String magic) {
    String phi = magic + " Patient: Ann Lee, SSN 536-22-8726," + HEALTH;
    assertThat(plain(phi).verdict()).isEqualTo(Verdict.PHI);
    assertThat(scanner.scan(Mail.html(phi)).verdict()).isEqualTo(Verdict.PHI);
    assertPhi("Subject: x\n\n" + phi);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/octet-stream", "text/plain", "audio/mpeg"})
  void scan_smallImageDeclaredAsOther_isUnscannable(String type) {
    assertThat(scanner.scan(file(type, png(500))).verdict()).isEqualTo(Verdict.UNSCANNABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"owGbwMvMwMH4", "yxRiAGpXeGhl", "0cBLAfMHZ2hl", "kA0DAAgBAAAA"})
  void scan_armorAroundClearPackets_isUnscannable(String packets) {
    String body = "-----BEGIN PGP MESSAGE-----\n\n" + packets + "\n-----END PGP MESSAGE-----\n";
    assertThat(plain(body).verdict()).isEqualTo(Verdict.UNSCANNABLE);
  }

  @Test
  void scan_fakedEnvelope_isUnscannable() {
    String real = new String(Encrypted.envelope(300), StandardCharsets.ISO_8859_1);
    assertEnvelope(Verdict.ALREADY_PROTECTED, real);
    assertEnvelope(Verdict.UNSCANNABLE, real + "%PDF-1.7");
    assertEnvelope(Verdict.UNSCANNABLE, real + "\n");
    assertEnvelope(Verdict.UNSCANNABLE, real.substring(0, real.length() - 1));
    String clear = "\u0002\u0001\u0000".repeat(20);
    assertEnvelope(Verdict.UNSCANNABLE, real.substring(0, 15) + "\u00a0\u00800\u0080" + clear);
    assertEnvelope(Verdict.UNSCANNABLE, real.substring(0, 15) + "\u0001".repeat(60));
    byte[] ole = latin1("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1" + "\u0000".repeat(60));
    Mail rpmsg = file("application/x-microsoft-rpmsg-message", ole);
    assertThat(scanner.scan(rpmsg).verdict()).isEqualTo(Verdict.UNSCANNABLE);
  }

  private void assertEnvelope(Verdict want, String bytes) {
    Mail mail = file("application/pkcs7-mime", latin1(bytes));
    assertThat(scanner.scan(mail).verdict()).isEqualTo(want);
  }

  @Test
  void scan_sealedStubBesideClearParts_clearPartsDecide() {
    String stub = "Content-Type: text/plain\n\n" + Encrypted.armor();
    String clear = "Content-Type: text/plain\n\nThe SSN of our new driver is 536-22-8726.";
    assertThat(scanner.scan(Mail.of(mixed(stub, clear))).verdict())
        .isEqualTo(Verdict.IDENTIFIER_ONLY);
  }

  @Test
  void scan_manySmallImages_areUnscannable() {
    String image =
        "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
            + Base64.getMimeEncoder().encodeToString(png(40_000));
    assertThat(scanner.scan(Mail.of(mixed(image))).verdict()).isEqualTo(Verdict.NONE);
    assertThat(scanner.scan(Mail.of(mixed(image, image))).verdict()).isEqualTo(Verdict.UNSCANNABLE);
  }

  @Test
  void scan_dataAddress_countsAsUnreadMedia() {
    String small = "<img src='data:image/png;base64," + "A".repeat(400) + "'>";
    String large = "<img src='data:image/png;base64," + "A".repeat(100_000) + "'>";
    assertThat(scanner.scan(Mail.html(small)).verdict()).isEqualTo(Verdict.NONE);
    assertThat(scanner.scan(Mail.html(large)).verdict()).isEqualTo(Verdict.UNSCANNABLE);
    assertThat(scanner.scan(Mail.html("<a href=data:text/html,hello>x</a>")).verdict())
        .isEqualTo(Verdict.UNSCANNABLE);
  }

  @Test
  void scan_encodedContentInText_isUnscannable() {
    String line = "QUJD".repeat(16) + "\n";
    for (String body :
        List.of(
            "begin 644 a.txt\n#0V%T",
            "=ybegin line=128 size=3",
            "A7/+0fGq".repeat(9).concat("\n").repeat(8),
            "Content-Transfer-Encoding: base64\n\nQUJD")) {
      assertThat(plain("see\n" + body).verdict()).isEqualTo(Verdict.UNSCANNABLE);
    }
    assertThat(plain(line.repeat(9)).verdict()).isEqualTo(Verdict.NONE);
    String signature = "-----BEGIN PGP SIGNATURE-----\n\n" + line.repeat(9);
    assertThat(plain(signature).verdict()).isEqualTo(Verdict.NONE);
    assertThat(scanner.scan(Mail.of("Content-Type: message/global\n\nx\n")).verdict())
        .isEqualTo(Verdict.UNSCANNABLE);
  }

  @Test
  void scan_base64AfterPadding_isUnscannable() {
    String head = "Content-Transfer-Encoding: base64\n\n";
    assertThat(scanner.scan(Mail.of(head + "aGVsbG8=\n")).verdict()).isEqualTo(Verdict.NONE);
    assertThat(scanner.scan(Mail.of(head + "aGVsbG8=\naGVsbG8=\n")).verdict())
        .isEqualTo(Verdict.UNSCANNABLE);
  }

  @Test
  void scan_commentsWideTextAndControls_areSeenThrough() {
    String phi = "Patient: Ann Lee, SSN 536-22-8726," + HEALTH;
    assertThat(scanner.scan(Mail.html("<!--[if mso]>" + phi + "<![endif]-->")).verdict())
        .isEqualTo(Verdict.PHI);
    assertThat(scanner.scan(Mail.html("<!-- x --!>" + phi + "<!-- -->")).verdict())
        .isEqualTo(Verdict.PHI);
    byte[] fake = latin1("\u00ff\u00fe" + phi);
    assertThat(scanner.scan(file("text/plain", fake)).verdict()).isEqualTo(Verdict.PHI);
    assertThat(plain(phi.replace("536-22", "53\u00016-2\u007f2")).findings())
        .extracting(Finding::rule)
        .contains("ssn.context");
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
    Screening got = plain(body);
    // the hash is random, so its digits may be those of the value by chance
    List<Finding> told = got.findings().stream().map(ScannerTest::withoutHash).toList();
    assertThat(told.toString() + got.unscanned())
        .doesNotContain("Versie", "Botsford", "536-22-8726", "536", "03/14/1961", "00482913");
    assertThat(got.findings()).allMatch(f -> f.hash().orElse("0".repeat(16)).length() == 16);
  }

  private static Finding withoutHash(Finding f) {
    return new Finding(
        f.rule(), f.part(), f.offset(), f.length(), f.sample(), f.weight(), f.near());
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
        "hipaa ",
        "your visit ",
        "http://x/visit/12345 ",
        "2001:db8::1 ",
        "for Zorba Kwent "
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
