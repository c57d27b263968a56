package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.keys.KeyImport;
import io.postern.core.model.Recipient;
import io.postern.core.testing.BytesContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which certificates are taken, what the proof says, and large messages. InteroperabilityTest has
 * who reads them.
 */
class SmimeWrapperTest {
  private static Path directory;
  private static SmimeAuthority authority;
  private static Lab lab;

  @BeforeAll
  static void makeKeys() throws Exception {
    directory = Files.createTempDirectory("sm");
    authority = new SmimeAuthority(directory);
    lab = new Lab(directory);
    lab.add(authority.person("p256", "P-256", "p256@example.net"));
    authority.person("doctor", "P-256", "doctor@clinic.example");
    authority.pkcs12("doctor");
    authority.person("domain", "rsa:2048", "gateway@hospital.example");
    authority.pkcs12("domain");
  }

  @AfterAll
  static void remove() {
    lab.close();
  }

  @Test
  void wrap_domainsKeySigns_opensslVerifiesTheSignature() throws Exception {
    try (Lab signing = new Lab(directory)) {
      signing.add(directory.resolve("p256.pem"));
      signing.add(
          directory.resolve("domain.p12"),
          KeyImport.ofRecipients("test", "domain")
              .withPassword("x")
              .forSigning()
              .under("@clinic.example"));
      byte[] message = Messages.form("attachments");
      byte[] inner = opensslDecrypt(signing.smime("p256@example.net", message), "p256");
      assertThat(Messages.text(inner)).startsWith("Content-Type: multipart/signed;");
      Expect.payload("domain", opensslVerify(inner), message);
    }
  }

  @Test
  void wrap_signatureTampered_opensslRefuses() throws Exception {
    try (Lab signing = new Lab(directory)) {
      signing.add(directory.resolve("p256.pem"));
      signing.add(
          directory.resolve("doctor.p12"),
          KeyImport.ofRecipients("test", "doctor").withPassword("x").forSigning());
      byte[] inner =
          opensslDecrypt(signing.smime("p256@example.net", Messages.form("plain")), "p256");
      String altered = Messages.text(inner).replace(Messages.BODY_CANARY, "altered");
      Path file = Files.writeString(directory.resolve("t.eml"), altered);
      assertThat(
              Tool.attempt(
                      directory,
                      Map.of(),
                      List.of(
                          "openssl",
                          "cms",
                          "-verify",
                          "-in",
                          file.toString(),
                          "-CAfile",
                          "ca.pem",
                          "-purpose",
                          "smimesign"))
                  .exit())
          .isNotZero();
    }
  }

  @Test
  void wrap_otherDomainInEnvelope_isNotSigned() throws Exception {
    try (Lab signing = new Lab(directory)) {
      signing.add(directory.resolve("p256.pem"));
      signing.add(
          directory.resolve("doctor.p12"),
          KeyImport.ofRecipients("test", "doctor").withPassword("x").forSigning());
      try (Wrapped wrapped =
          signing
              .smimeWrapper()
              .wrap(
                  Lab.envelope("other@elsewhere.example"),
                  Recipient.of("p256@example.net"),
                  new BytesContent(Messages.form("plain")))) {
        assertThat(wrapped.details()).containsEntry("signed", "no");
      }
    }
  }

  @Test
  void wrap_p256_detailsNameKeyAndAlgorithms() throws Exception {
    try (Wrapped wrapped =
        lab.smimeWrapper()
            .wrap(
                Lab.envelope("doctor@clinic.example"),
                Recipient.of("P256@Example.NET"),
                new BytesContent(Messages.form("plain")))) {
      String fingerprint =
          authority
              .openssl("x509 -in p256.pem -noout -fingerprint -sha256")
              .text()
              .strip()
              .replaceAll(".*=|:", "")
              .toLowerCase(java.util.Locale.ROOT);
      assertThat(wrapped.details())
          .containsEntry("certificate_sha256", fingerprint)
          .containsEntry("key_algorithm", "p-256")
          .containsEntry("content_encryption", "aes-256-cbc")
          .containsEntry("signed", "no");
    }
  }

  @Test
  void wrap_25MegaBytes_opensslReadsItAndTheFileGoes() throws Exception {
    byte[] message = Messages.large(25 << 20);
    Wrapped wrapped =
        lab.smimeWrapper()
            .wrap(
                Lab.envelope("doctor@clinic.example"),
                Recipient.of("p256@example.net"),
                new BytesContent(message));
    assertThat(lab.spilled()).hasSize(1);
    Path file = directory.resolve("large.eml");
    try (var in = wrapped.content().open()) {
      Files.copy(in, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(Files.size(file)).isEqualTo(wrapped.content().size());
    Expect.payload("large", opensslDecrypt(Files.readAllBytes(file), "p256"), message);
    wrapped.close();
    assertThat(lab.spilled()).isEmpty();
  }

  @Test
  void construct_leftOversOfAnEarlierRun_areSwept() throws Exception {
    Path leftOver = Files.writeString(lab.spillDirectory().resolve("smime-1.tmp"), "x");
    Path foreign = Files.writeString(lab.spillDirectory().resolve("other.tmp"), "x");
    lab.smimeWrapper();
    assertThat(leftOver).doesNotExist();
    assertThat(foreign).exists();
    Files.delete(foreign);
  }

  @Test
  void wrap_contentFailsMidway_leavesNoFile() {
    assertThatThrownBy(() ->
            lab.smimeWrapper()
                .wrap(
                    Lab.envelope("doctor@clinic.example"),
                    Recipient.of("p256@example.net"),
                    new BrokenContent(Messages.large(1 << 20))))
        .isInstanceOf(IOException.class);
    assertThat(lab.spilled()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "signing|keyUsage=digitalSignature|not_for_encryption",
        "server|extendedKeyUsage=serverAuth|not_for_mail",
        "critical|1.2.3.4=critical,ASN1:UTF8:x|unknown_critical_extension",
      })
  void wrap_unsuitableCertificate_isRefusedWithTheReason(
      String name, String extensions, String reason) throws Exception {
    lab.add(
        authority.certificate(
            name, "P-256", "subjectAltName=email:" + name + "@example.net\n" + extensions));
    assertRefused(name + "@example.net", reason);
  }

  @Test
  void wrap_weakOrMisnamedCertificate_isRefusedWithTheReason() throws Exception {
    lab.add(authority.person("weak", "rsa:1024", "weak@example.net"));
    assertRefused("weak@example.net", "weak");
    lab.add(
        authority.person("someone", "P-256", "someone@example.net"),
        KeyImport.ofRecipients("test", "someone").under("else@example.net"));
    assertRefused("else@example.net", "name_mismatch");
    lab.add(
        authority.certificate("nameless", "P-256", "keyUsage=keyAgreement"),
        KeyImport.ofRecipients("test", "nameless").under("nameless@example.net"));
    assertRefused("nameless@example.net", "no_email_name");
    lab.add(authority.person("p521", "P-521", "p521@example.net"));
    assertRefused("p521@example.net", "unsupported_algorithm");
    assertRefused("nobody@example.net", "no_key");
  }

  @Test
  void wrap_outsideOfItsValidity_isRefusedWithTheReason() {
    lab.at(Duration.ofDays(366), () -> assertRefused("p256@example.net", "expired"));
    lab.at(Duration.ofDays(-1), () -> assertRefused("p256@example.net", "not_yet_valid"));
  }

  @Test
  void wrap_lineThatIsNoFieldInTheHeader_isRefused() {
    byte[] odd = "Subject: x\r\nno field\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> lab.smime("p256@example.net", odd))
        .isInstanceOf(NotProtectableException.class)
        .hasMessageStartingWith("malformed_header");
  }

  private static void assertRefused(String address, String reason) {
    assertThatThrownBy(() -> lab.smime(address, Messages.form("plain")))
        .isInstanceOf(NotProtectableException.class)
        .hasMessageStartingWith(reason + ":");
    assertThat(lab.spilled()).isEmpty();
  }

  private static byte[] opensslDecrypt(byte[] wrapped, String name) throws IOException {
    Path file = Files.write(directory.resolve("in.eml"), wrapped);
    Path out = directory.resolve("out.eml");
    authority.openssl(
        "cms -decrypt -in "
            + file
            + " -recip "
            + name
            + ".pem -inkey "
            + name
            + ".key -out "
            + out);
    return Files.readAllBytes(out);
  }

  private static byte[] opensslVerify(byte[] inner) throws IOException {
    Path file = Files.write(directory.resolve("signed.eml"), inner);
    Path out = directory.resolve("verified.eml");
    authority.openssl("cms -verify -in " + file + " -CAfile ca.pem -purpose smimesign -out " + out);
    return Files.readAllBytes(out);
  }
}
