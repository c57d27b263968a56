package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.EncryptionSettings.Content;
import io.postern.config.settings.EncryptionSettings.KeyTransport;
import io.postern.config.settings.EncryptionSettings.SmimePin;
import io.postern.core.keys.CapabilityLookup;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.SmimeCapabilities;
import io.postern.core.model.Mailbox;
import io.postern.core.model.Recipient;
import io.postern.core.testing.BytesContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With which algorithms, and that openssl reads each of them. */
class SmimeLadderTest {
  private static final String AES256_CBC = "2.16.840.1.101.3.4.1.42";
  private static final String AES128_GCM = "2.16.840.1.101.3.4.1.6";
  private static final String AES256_GCM = "2.16.840.1.101.3.4.1.46";
  private static final String TRIPLE_DES = "1.2.840.113549.3.7";

  /** RFC 4055 4.1: OAEP with SHA-256 in both places. */
  private static final String OAEP_SHA256 =
      "1.2.840.113549.1.1.7:302ba00d300b0609608648016503040201a11a301806092a864886f70d010108300b"
          + "0609608648016503040201";

  private static Path directory;
  private static SmimeAuthority authority;
  private static Lab lab;

  @BeforeAll
  static void makeKeys() throws Exception {
    directory = Files.createTempDirectory("sl");
    authority = new SmimeAuthority(directory);
    lab = new Lab(directory);
    lab.add(authority.person("rsa", "rsa:2048", "rsa@partner.example"));
    lab.add(authority.person("p256", "P-256", "p256@partner.example"));
    authority.person("doctor", "P-256", "doctor@clinic.example");
    lab.add(
        authority.pkcs12("doctor"),
        KeyImport.ofRecipients("test", "doctor").withPassword("x").forSigning());
  }

  @AfterAll
  static void remove() {
    lab.close();
  }

  @ParameterizedTest
  @CsvSource({
    "rsa, AES_256_CBC, RSA_PKCS1, enveloped-data",
    "rsa, AES_256_CBC, RSA_OAEP, enveloped-data",
    "rsa, AES_128_GCM, RSA_PKCS1, authEnveloped-data",
    "rsa, AES_256_GCM, RSA_PKCS1, authEnveloped-data",
    "rsa, AES_256_GCM, RSA_OAEP, authEnveloped-data",
    "p256, AES_128_GCM, RSA_PKCS1, authEnveloped-data",
    "p256, AES_256_GCM, RSA_OAEP, authEnveloped-data"
  })
  void wrap_eachSuite_opensslReadsIt(String key, Content content, KeyTransport way, String type)
      throws Exception {
    lab.climb(List.of(new SmimePin(List.of("partner.example"), content, way)), nobody());
    for (Map.Entry<String, byte[]> form : Messages.forms().entrySet()) {
      Letter letter = letter(key, form.getKey(), form.getValue());
      assertThat(Messages.text(Files.readAllBytes(letter.file()))).contains("smime-type=" + type);
      assertThat(new OpenSslJudge(directory).open(letter)).isEqualTo(Judge.Opened.WITH_SIGNATURE);
    }
  }

  @Test
  void wrap_largeWithGcm_opensslReadsIt() throws Exception {
    pin("rsa@partner.example", Content.AES_256_GCM);
    Letter letter = letter("rsa", "large", Messages.large(4 << 20));
    assertThat(new OpenSslJudge(directory).open(letter)).isEqualTo(Judge.Opened.WITH_SIGNATURE);
  }

  @Test
  void wrap_pinAndCapabilities_theHigherRungCounts() throws Exception {
    CapabilityLookup known = r -> capabilities(TRIPLE_DES, AES128_GCM, AES256_CBC, OAEP_SHA256);
    lab.climb(List.of(), known);
    assertThat(details("rsa"))
        .containsEntry("content_encryption", "aes-128-gcm")
        .containsEntry("key_transport", "rsa-oaep")
        .containsEntry("algorithms_by", "capabilities");
    lab.climb(
        List.of(new SmimePin(List.of(".example"), Content.AES_256_CBC, KeyTransport.RSA_PKCS1)),
        known);
    assertThat(details("rsa"))
        .containsEntry("content_encryption", "aes-256-cbc")
        .containsEntry("key_transport", "rsa-pkcs1")
        .containsEntry("algorithms_by", "policy");
  }

  @Test
  void wrap_capabilitiesInTheirOrder_theFirstThatWeMakeCounts() throws Exception {
    lab.climb(List.of(), r -> capabilities(AES256_CBC, AES256_GCM));
    assertThat(details("p256")).containsEntry("content_encryption", "aes-256-cbc");
    lab.climb(List.of(), r -> capabilities(AES256_GCM, AES256_CBC));
    assertThat(details("p256"))
        .containsEntry("content_encryption", "aes-256-gcm")
        .doesNotContainKey("key_transport");
  }

  @Test
  void wrap_capabilitiesThatWeDoNotMake_theDefaultCounts() throws Exception {
    lab.climb(
        List.of(),
        r -> capabilities(TRIPLE_DES, "1.2.840.113549.1.1.7", "1.2.840.113549.1.1.7:zz"));
    assertThat(details("rsa"))
        .containsEntry("content_encryption", "aes-256-cbc")
        .containsEntry("key_transport", "rsa-pkcs1")
        .containsEntry("algorithms_by", "default");
  }

  @Test
  void wrap_signed_tellsWhatTheAuthorReads() throws Exception {
    lab.climb(List.of(), nobody());
    Letter letter = letter("p256", "plain", Messages.form("plain"));
    assertThat(new OpenSslJudge(directory).open(letter)).isEqualTo(Judge.Opened.WITH_SIGNATURE);
    String printed =
        authority
            .openssl("cms -cmsout -print -inform DER -in " + letter.beside("OpenSSL.p7s"))
            .text();
    assertThat(printed)
        .containsSubsequence(
            "object: S/MIME Capabilities", ":aes-256-cbc", ":aes-128-cbc", "signature:")
        .contains("object: id-smime-aa-encrypKeyPref");
  }

  @Test
  void capabilityBook_laterSignature_replacesTheEarlierOnly() {
    Mailbox ann = Mailbox.parse("Ann@Partner.example");
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    SmimeCapabilities read =
        SmimeCapabilities.of(der("301a300b060960864801650304012e300b06092a864886f70d010107"), noon);
    assertThat(read.names()).containsExactly(AES256_GCM, "1.2.840.113549.1.1.7");
    lab.capabilities().remember(ann, read);
    lab.capabilities()
        .remember(ann, new SmimeCapabilities(List.of(AES256_CBC), noon.minusSeconds(1)));
    assertThat(lab.capabilities().of(Mailbox.parse("ann@partner.example"))).contains(read);
    SmimeCapabilities later = new SmimeCapabilities(List.of(AES256_CBC), noon.plusSeconds(1));
    lab.capabilities().remember(ann, later);
    assertThat(lab.capabilities().of(ann)).contains(later);
    assertThat(lab.capabilities().of(Mailbox.parse("bob@partner.example"))).isEmpty();
  }

  private static byte[] der(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static void pin(String to, Content content) {
    lab.climb(List.of(new SmimePin(List.of(to), content, KeyTransport.RSA_PKCS1)), nobody());
  }

  private static CapabilityLookup nobody() {
    return CapabilityLookup.NOTHING;
  }

  private static Optional<SmimeCapabilities> capabilities(String... names) {
    return Optional.of(new SmimeCapabilities(List.of(names), Instant.EPOCH));
  }

  private static Letter letter(String key, String form, byte[] message) throws Exception {
    Letter.Row row = new Letter.Row(key, key, "ECDSA P-256");
    byte[] wrapped = lab.smime(key + "@partner.example", message);
    return Letter.smime(row, form, message, wrapped, directory.resolve(form + ".eml"));
  }

  private static Map<String, String> details(String key)
      throws IOException, NotProtectableException {
    try (Wrapped wrapped =
        lab.smimeWrapper()
            .wrap(
                Lab.envelope("doctor@clinic.example"),
                Recipient.of(key + "@partner.example"),
                new BytesContent(Messages.form("plain")))) {
      return wrapped.details();
    }
  }
}
