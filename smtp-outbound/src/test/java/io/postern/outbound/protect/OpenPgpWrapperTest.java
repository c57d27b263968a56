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
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Which keys are taken, what the proof says, and large messages. InteroperabilityTest has who reads
 * them.
 */
class OpenPgpWrapperTest {
  private static final String DOCTOR = "doctor@clinic.example";

  private static Path directory;
  private static Gpg gpg;
  private static Lab plain;
  private static Lab signing;

  @BeforeAll
  static void makeKeys() throws Exception {
    directory = Files.createTempDirectory("pg");
    gpg = new Gpg(directory);
    gpg.person("rsa@example.net", "rsa3072", "rsa3072");
    gpg.person("cv25519@example.net", "ed25519", "cv25519");
    gpg.person("p256@example.net", "nistp256", "nistp256");
    gpg.person(DOCTOR, "ed25519", "cv25519");
    Files.write(directory.resolve("doctor.asc"), gpg.export(DOCTOR, true));
    plain = new Lab(directory);
    signing = new Lab(directory);
    for (String name : new String[] {"rsa", "cv25519", "p256"}) {
      add(plain, name + "@example.net");
      add(signing, name + "@example.net");
      Files.write(directory.resolve(name + ".sec.asc"), gpg.exportSecret(name + "@example.net"));
    }
    signing.add(
        Files.write(directory.resolve("doctor.sec"), gpg.exportSecret(DOCTOR)),
        KeyImport.ofRecipients("test", "doctor").forSigning());
  }

  @AfterAll
  static void remove() {
    gpg.close();
    plain.close();
    signing.close();
  }

  @Test
  void wrap_25MegaBytesSigned_gpgReadsItAndTheFileGoes() throws Exception {
    byte[] message = Messages.large(25 << 20);
    Wrapped wrapped =
        signing
            .openPgpWrapper()
            .wrap(
                Lab.envelope(DOCTOR),
                Recipient.of("cv25519@example.net"),
                new BytesContent(message));
    assertThat(signing.spilled()).hasSize(1);
    byte[] all;
    try (var in = wrapped.content().open()) {
      all = in.readAllBytes();
    }
    Tool.Result result = gpg.decrypt(armored(all));
    assertThat(result.err()).contains("GOODSIG");
    Expect.payload("large", result.out(), message);
    wrapped.close();
    assertThat(signing.spilled()).isEmpty();
  }

  @Test
  void wrap_signed_detailsNameKeysAndAlgorithms() throws Exception {
    try (Wrapped wrapped =
        signing
            .openPgpWrapper()
            .wrap(
                Lab.envelope(DOCTOR),
                Recipient.of("cv25519@example.net"),
                new BytesContent(Messages.form("plain")))) {
      assertThat(wrapped.details())
          .containsEntry("key_fingerprint", fingerprint("cv25519@example.net"))
          .containsEntry("signer_fingerprint", fingerprint(DOCTOR))
          .containsEntry("key_algorithm", "cv25519")
          .containsEntry("content_encryption", "aes-256-cfb-mdc")
          .containsEntry("signed", "yes");
    }
  }

  @Test
  void wrap_expiredSubkeyOrKey_isRefusedWithTheReason() {
    plain.at(Duration.ofDays(370), () -> assertRefused("cv25519@example.net", "subkey_expired"));
    plain.at(Duration.ofDays(740), () -> assertRefused("cv25519@example.net", "expired"));
    plain.at(Duration.ofDays(-1), () -> assertRefused("cv25519@example.net", "not_yet_valid"));
  }

  @Test
  void wrap_unsuitableKey_isRefusedWithTheReason() throws Exception {
    gpg.primaryOnly("signing@example.net", "ed25519");
    add(plain, "signing@example.net");
    assertRefused("signing@example.net", "not_for_encryption");
    gpg.person("weak@example.net", "rsa1024", "rsa1024");
    add(plain, "weak@example.net");
    assertRefused("weak@example.net", "weak");
    String weakSubkey = gpg.primaryOnly("weaksub@example.net", "ed25519");
    gpg.subkey(weakSubkey, "rsa1024", "1y");
    add(plain, "weaksub@example.net");
    assertRefused("weaksub@example.net", "weak");
    plain.add(
        Files.write(directory.resolve("else.asc"), gpg.export("p256@example.net", true)),
        KeyImport.ofRecipients("test", "else").under("else@example.net"));
    assertRefused("else@example.net", "name_mismatch");
    assertRefused("nobody@example.net", "no_key");
  }

  @Test
  void wrap_revokedLater_isRefusedAlsoAfterAnOldCopyIsImported() throws Exception {
    String fingerprint = gpg.person("revoked@example.net", "ed25519", "cv25519");
    byte[] before = gpg.export("revoked@example.net", true);
    Path file = Files.write(directory.resolve("revoked.asc"), before);
    plain.add(file);
    assertThat(plain.openPgp("revoked@example.net", Messages.form("plain"))).isNotEmpty();
    gpg.revoke(fingerprint);
    add(plain, "revoked@example.net");
    assertRefused("revoked@example.net", "revoked");
    plain.add(file);
    assertRefused("revoked@example.net", "revoked");
  }

  private static void assertRefused(String address, String reason) {
    assertThatThrownBy(() -> plain.openPgp(address, Messages.form("plain")))
        .isInstanceOf(NotProtectableException.class)
        .hasMessageStartingWith(reason + ":");
    assertThat(plain.spilled()).isEmpty();
  }

  private static void add(Lab lab, String address) throws Exception {
    lab.add(Files.write(directory.resolve("key.gpg"), gpg.export(address, false)));
  }

  private static String fingerprint(String address) {
    return gpg.run("--with-colons", "--list-keys", address)
        .text()
        .lines()
        .filter(line -> line.startsWith("fpr:"))
        .findFirst()
        .orElseThrow()
        .split(":")[9]
        .toLowerCase(Locale.ROOT);
  }

  /** The second part, as a mail program would cut it out. */
  private static Path armored(byte[] wrapped) throws IOException {
    String text = Messages.text(wrapped);
    assertThat(text).contains("Content-Type: application/pgp-encrypted\r\n").contains("Version: 1");
    int begin = text.indexOf("-----BEGIN PGP MESSAGE-----");
    String end = "-----END PGP MESSAGE-----";
    String armor = text.substring(begin, text.indexOf(end) + end.length() + 2);
    return Files.writeString(directory.resolve("m.asc"), armor, StandardCharsets.US_ASCII);
  }
}
