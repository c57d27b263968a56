package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyRefusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Certificates that must not be encrypted to, made by gpg at faked times: each is refused with its
 * own reason, and nothing is accepted that Sequoia or GnuPG refuses.
 */
class HostileOpenPgpKeysTest {
  private static final String EDDSA = "ed25519";
  private static final String ECDH = "cv25519";
  private static final Duration YEAR = Duration.ofDays(365);

  private static Path directory;
  private static Gpg gpg;
  private static Lab lab;
  private static boolean oldSequoia;

  @BeforeAll
  static void open() throws IOException {
    directory = Files.createTempDirectory("hostile");
    gpg = new Gpg(directory);
    lab = new Lab(directory);
    Tool.Result version = Tool.run(directory, "sq", "--version");
    oldSequoia = (version.text() + version.err()).startsWith("sq 0.");
  }

  @AfterAll
  static void close() {
    gpg.close();
    lab.close();
  }

  @Test
  void wrap_goodKey_isAcceptedByAllThree() throws Exception {
    gpg.person(address("good"), EDDSA, ECDH);
    assertThat(judged("good")).isEqualTo(new Judgement("used", true, true));
  }

  @Test
  void wrap_expiredPrimaryWithLiveSubkey_isExpired() throws Exception {
    String key = generated("oldprimary", EDDSA, "1d", YEAR.negated());
    at(YEAR.negated(), "--quick-add-key", key, ECDH, "encr", "never");
    assertThat(judged("oldprimary")).isEqualTo(refused(KeyRefusal.EXPIRED, false, false));
  }

  @Test
  void wrap_expiredSubkeyUnderLivePrimary_isSubkeyExpired() throws Exception {
    String key = generated("oldsubkey", EDDSA, "never", YEAR.negated());
    at(YEAR.negated(), "--quick-add-key", key, ECDH, "encr", "1d");
    assertThat(judged("oldsubkey")).isEqualTo(refused(KeyRefusal.SUBKEY_EXPIRED, false, false));
  }

  @Test
  void wrap_signOnly_isNotForEncryption() throws Exception {
    gpg.primaryOnly(address("signonly"), EDDSA);
    assertThat(judged("signonly")).isEqualTo(refused(KeyRefusal.NOT_FOR_ENCRYPTION, false, false));
  }

  @Test
  void wrap_revokedKey_isRevoked() throws Exception {
    gpg.revoke(gpg.person(address("revoked"), EDDSA, ECDH));
    Judgement judgement = judged("revoked");
    // Sequoia 0.27 encrypts to it: its subkey bears no revocation of its own.
    assertThat(judgement).isEqualTo(refused(KeyRefusal.REVOKED, judgement.sequoia(), false));
  }

  @Test
  void wrap_revokedSubkey_isSubkeyRevoked() throws Exception {
    String key = gpg.person(address("revsub"), EDDSA, ECDH);
    gpg.edit(key, "key 1\nrevkey\ny\n0\n\ny\nsave\n");
    assertThat(judged("revsub")).isEqualTo(refused(KeyRefusal.SUBKEY_REVOKED, false, false));
  }

  @Test
  void wrap_subkeyOfTheFuture_isNotYetValid() throws Exception {
    String key = gpg.primaryOnly(address("future"), EDDSA);
    at(Duration.ofDays(30), "--quick-add-key", key, ECDH, "encr", "never");
    assertThat(judged("future")).isEqualTo(refused(KeyRefusal.SUBKEY_NOT_YET_VALID, false, false));
  }

  @Test
  void wrap_sha1SelfSignature_isNotBound() throws Exception {
    gpg.run("--cert-digest-algo", "SHA1", "--quick-gen-key", name("sha1"), EDDSA, "sign", "2y");
    gpg.run("--cert-digest-algo", "SHA1", "--quick-add-key", key("sha1"), ECDH, "encr", "never");
    assertThat(judged("sha1")).isEqualTo(refused(KeyRefusal.NOT_BOUND, false, true));
  }

  @Test
  void wrap_rsa1024Primary_isWeak() throws Exception {
    gpg.person(address("weak"), "rsa1024", "rsa3072");
    assertThat(judged("weak")).isEqualTo(refused(KeyRefusal.WEAK, false, true));
  }

  @Test
  void wrap_rsa1024Subkey_isWeak() throws Exception {
    gpg.person(address("weaksub"), "rsa3072", "rsa1024");
    assertThat(judged("weaksub")).isEqualTo(refused(KeyRefusal.WEAK, false, true));
  }

  @Test
  void wrap_elGamalSubkey_isUnsupported() throws Exception {
    gpg.person(address("elgamal"), EDDSA, "elg2048");
    assertThat(judged("elgamal")).isEqualTo(refused(KeyRefusal.UNSUPPORTED_ALGORITHM, false, true));
  }

  @Test
  void wrap_subkeyOfSomebodyElse_isNotBound() throws Exception {
    gpg.primaryOnly(address("victim"), EDDSA);
    gpg.person(address("thief"), EDDSA, ECDH);
    PGPPublicKeyRing victim = ring("victim");
    PGPPublicKeyRing thief = ring("thief");
    PGPPublicKeyRing grafted = PGPPublicKeyRing.insertPublicKey(victim, last(thief));
    Files.write(file("victim"), grafted.getEncoded());
    lab.add(file("victim"), KeyImport.ofRecipients("test", "victim"));
    assertThat(ours("victim")).isEqualTo(KeyRefusal.NOT_BOUND.label());
    assertThat(sequoia("victim")).isFalse();
  }

  @Test
  void wrap_brokenSelfSignature_isNotBound() throws Exception {
    gpg.person(address("broken"), EDDSA, ECDH);
    byte[] certificate = gpg.export(address("broken"), false);
    Files.write(file("broken"), withBrokenSignatures(certificate));
    lab.add(file("broken"), KeyImport.ofRecipients("test", "broken").under(address("broken")));
    assertThat(ours("broken")).isEqualTo(KeyRefusal.NOT_BOUND.label());
    assertThat(sequoia("broken")).isFalse();
  }

  /**
   * @param ours the reason, or {@code used}
   */
  private record Judgement(String ours, boolean sequoia, boolean gnupg) {}

  private static Judgement refused(KeyRefusal why, boolean sequoia, boolean gnupg) {
    return new Judgement(why.label(), sequoia, gnupg);
  }

  private static Judgement judged(String who) throws Exception {
    Files.write(file(who), gpg.export(address(who), false));
    lab.add(file(who));
    return new Judgement(ours(who), sequoia(who), gnupg(who));
  }

  private static String ours(String who) throws IOException {
    try {
      lab.openPgp(address(who), Messages.form("plain"));
      return "used";
    } catch (NotProtectableException e) {
      assertThat(lab.spilled()).isEmpty();
      return String.valueOf(e.getMessage()).split(":")[0];
    }
  }

  private static boolean sequoia(String who) {
    List<String> command = new ArrayList<>(List.of("sq", "encrypt"));
    // Its options were renamed with version 1.0.
    command.addAll(
        oldSequoia
            ? List.of("--recipient-cert", file(who).toString())
            : List.of("--without-signature", "--for-file", file(who).toString()));
    command.add("message");
    return Tool.attempt(message(), Map.of(), command).exit() == 0;
  }

  private static boolean gnupg(String who) {
    return gpg.encrypts(key(who), message().resolve("message"));
  }

  private static Path message() {
    try {
      Files.writeString(directory.resolve("message"), "hello");
      return directory;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String generated(String who, String algorithm, String expiry, Duration when) {
    at(when, "--quick-gen-key", name(who), algorithm, "sign", expiry);
    return key(who);
  }

  private static void at(Duration distance, String... arguments) {
    List<String> all = new ArrayList<>();
    all.add("--faked-system-time");
    all.add(Instant.now().plus(distance).getEpochSecond() + "!");
    all.addAll(List.of(arguments));
    gpg.run(all.toArray(String[]::new));
  }

  private static PGPPublicKeyRing ring(String who) throws IOException {
    PGPObjectFactory factory =
        new PGPObjectFactory(
            new BCPGInputStream(new ByteArrayInputStream(gpg.export(address(who), false))),
            new BcKeyFingerprintCalculator());
    return (PGPPublicKeyRing) factory.nextObject();
  }

  private static org.bouncycastle.openpgp.PGPPublicKey last(PGPPublicKeyRing ring) {
    org.bouncycastle.openpgp.PGPPublicKey last = ring.getPublicKey();
    for (org.bouncycastle.openpgp.PGPPublicKey each : ring) {
      last = each;
    }
    return last;
  }

  /** Each signature packet of an EdDSA certificate ends with its signature. */
  private static byte[] withBrokenSignatures(byte[] certificate) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < certificate.length) {
      int tag = (certificate[at] & 0x3c) >> 2;
      boolean two = (certificate[at] & 3) == 1;
      int length =
          two
              ? ((certificate[at + 1] & 0xff) << 8 | (certificate[at + 2] & 0xff)) + 3
              : (certificate[at + 1] & 0xff) + 2;
      byte[] packet = java.util.Arrays.copyOfRange(certificate, at, at + length);
      if (tag == 2) {
        packet[length - 1] ^= 1;
      }
      out.write(packet);
      at += length;
    }
    return out.toByteArray();
  }

  private static String address(String who) {
    return who + "@example.net";
  }

  private static String name(String who) {
    return "Test <" + address(who) + ">";
  }

  private static String key(String who) {
    return gpg.fingerprint(address(who));
  }

  private static Path file(String who) {
    return directory.resolve(who + ".gpg");
  }
}
