package io.postern.outbound.unwrap;

import static io.postern.outbound.unwrap.Clinic.ANN;
import static io.postern.outbound.unwrap.Clinic.BOB;
import static io.postern.outbound.unwrap.Clinic.TEXT;
import static io.postern.outbound.unwrap.Clinic.pgpMime;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DecryptionSettings.Unauthenticated;
import io.postern.core.model.Recipient;
import io.postern.core.testing.BytesContent;
import io.postern.outbound.protect.Tool;
import io.postern.outbound.unwrap.Clinic.Delivered;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenPGP that gpg and sq made. */
class OpenPgpRepliesTest {
  private static final String ENTITY = "Content-Type: text/plain\n\n" + TEXT + "\n";

  @TempDir static Path directory;
  private static Clinic clinic;
  private static Path plain;

  @BeforeAll
  static void people() throws Exception {
    clinic = new Clinic(directory);
    clinic.gpg().person(ANN, "ed25519", "cv25519");
    clinic.gpg().person(BOB, "ed25519", "cv25519");
    clinic.gpg().person("mallory@home.example", "rsa2048", "rsa2048");
    Path ann = Files.write(directory.resolve("ann.asc"), clinic.gpg().exportSecret(ANN));
    clinic.add(ann, Clinic.wish("ann").forDecryption());
    Files.write(directory.resolve("ann.pgp"), clinic.gpg().export(ANN, true));
    for (String who : List.of(BOB, "mallory@home.example")) {
      Path file = Files.write(directory.resolve("key.asc"), clinic.gpg().export(who, true));
      clinic.add(file, Clinic.wish(who));
    }
    plain = clinic.write("plain.eml", ENTITY);
  }

  @AfterAll
  static void close() {
    clinic.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--compress-algo none",
        "--compress-algo bzip2",
        "--throw-keyids",
        "--textmode"
      })
  void unwrap_encryptedByGpg_opensIt(String options) throws Exception {
    Delivered letter = clinic.deliver(pgpMime(encrypted(plain, options)));

    assertThat(letter.how().integrity()).isEqualTo("authenticated");
    assertThat(letter.how().signature()).isEqualTo("none");
    assertThat(letter.text())
        .startsWith("X-Postern-Decrypted: openpgp; integrity=authenticated;\r\n key=")
        .endsWith("Content-Type: text/plain\r\n\r\n" + TEXT + "\r\n")
        .doesNotContain("pgp-encrypted");
    assertThat(clinic.spilled()).isEmpty();
  }

  @Test
  void unwrap_encryptedBySequoia_opensIt() throws Exception {
    Path out = directory.resolve("sq.asc");
    Tool.run(
        directory,
        Map.of(),
        List.of(
            "sq",
            "-f",
            "encrypt",
            "--recipient-cert",
            "ann.pgp",
            "-o",
            out.toString(),
            plain.toString()));

    assertThat(clinic.deliver(pgpMime(Files.readString(out))).text()).contains(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--compress-algo none", "--textmode"})
  void unwrap_signedByTheAuthor_isValid(String options) throws Exception {
    Delivered letter =
        clinic.deliver(pgpMime(encrypted(plain, "--sign --local-user " + BOB + " " + options)));

    assertThat(letter.how().signature()).isEqualTo("valid");
    assertThat(letter.how().signer()).isPresent();
  }

  @Test
  void unwrap_signedByAnotherOrByTwo_isUnverified() throws Exception {
    for (String by : List.of("mallory@home.example", BOB + " --local-user mallory@home.example")) {
      Delivered letter = clinic.deliver(pgpMime(encrypted(plain, "--sign --local-user " + by)));

      assertThat(letter.how().signature()).isEqualTo("unverified");
      assertThat(letter.text()).contains(TEXT);
    }
  }

  @Test
  void unwrap_alteredAnywhere_isLeftAsItCame() throws Exception {
    byte[] packets = dearmored(encrypted(plain, "--compress-algo none"));
    for (int i = 0; i < 40; i++) {
      byte[] other = packets.clone();
      other[3 + i * (packets.length - 4) / 39] ^= 1;
      Delivered letter = clinic.deliver(pgpMime(armored(other)));
      // A bit in the name of the key's holder makes it anonymous or somebody else's.
      if (letter.opened()) {
        assertThat(letter.text()).contains(TEXT);
        assertThat(i).isLessThan(3);
      }
    }
  }

  @Test
  void unwrap_withoutIntegrityProtection_isLeft() throws Exception {
    byte[] packets = dearmored(encrypted(plain, "--compress-algo none"));
    int data = indexOfData(packets);
    assertThat(packets[data]).isEqualTo((byte) 0xD2);
    packets[data] = (byte) 0xC9; // tag 9, the same octets without protection
    assertLeft(pgpMime(armored(packets)));
    packets[data] = (byte) 0xD4; // tag 20, LibrePGP's OCB
    assertLeft(pgpMime(armored(packets)));
  }

  @Test
  void unwrap_textAroundTheEncryptedPart_isLeft() throws Exception {
    String whole =
        new String(pgpMime(encrypted(plain, "")), StandardCharsets.ISO_8859_1)
            .replace("\r\n", "\n");

    assertLeft(Clinic.crlf(whole + "Please pay.\n"));
    assertLeft(Clinic.crlf(whole.replace("--=-b--\n", "--=-b\n\nPlease pay.\n--=-b--\n")));
    assertLeft(Clinic.crlf(whole.replace("Version: 1", "Version: 2")));
  }

  @Test
  void unwrap_ciphertextInside_staysCiphertext() throws Exception {
    Path once = Files.write(directory.resolve("once.eml"), pgpMime(encrypted(plain, "")));

    Delivered letter = clinic.deliver(pgpMime(encrypted(once, "")));

    assertThat(letter.opened()).isTrue();
    assertThat(letter.text()).contains("BEGIN PGP MESSAGE").doesNotContain(TEXT);
  }

  @Test
  void unwrap_whatBecomesTooLarge_isLeft() throws Exception {
    Path zeros = Files.writeString(directory.resolve("zeros"), ENTITY + "0".repeat(8 << 20));
    byte[] message = pgpMime(encrypted(zeros, "--compress-algo zlib"));

    try (Unwrapped unwrapped =
        clinic
            .unwrapper(Unauthenticated.DELIVER, 1 << 20)
            .unwrap(Recipient.of(ANN).mailbox(), new BytesContent(message))) {
      assertThat(unwrapped.decryption().format()).isEqualTo("openpgp");
      assertThat(unwrapped.content().size()).isEqualTo(message.length);
    }
    assertThat(clinic.spilled()).isEmpty();
  }

  private static void assertLeft(byte[] message) throws Exception {
    Delivered letter = clinic.deliver(message);
    assertThat(letter.opened()).isFalse();
    assertThat(letter.text()).isEqualTo(new String(message, StandardCharsets.ISO_8859_1));
    assertThat(clinic.spilled()).isEmpty();
  }

  private static String encrypted(Path entity, String options) {
    List<String> command =
        new ArrayList<>(List.of("--yes", "--trust-model", "always", "--armor", "-r", ANN));
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split(" ")));
    }
    command.addAll(List.of("--output", "-", "--encrypt", entity.toString()));
    return clinic.gpg().run(command.toArray(String[]::new)).text();
  }

  private static byte[] dearmored(String armor) {
    String text = armor.substring(armor.indexOf("\n\n") + 2, armor.indexOf("\n="));
    return Base64.getMimeDecoder().decode(text);
  }

  private static String armored(byte[] packets) {
    return "-----BEGIN PGP MESSAGE-----\n\n"
        + Base64.getMimeEncoder().encodeToString(packets)
        + "\n-----END PGP MESSAGE-----";
  }

  /** Behind the one packet with the session key, whose length is in one octet. */
  private static int indexOfData(byte[] packets) {
    boolean old = (packets[0] & 0x40) == 0;
    assertThat(old || (packets[1] & 0xFF) < 192).isTrue();
    return 2 + (packets[1] & 0xFF);
  }
}
