package io.postern.outbound.unwrap;

import static io.postern.outbound.unwrap.Clinic.ANN;
import static io.postern.outbound.unwrap.Clinic.BOB;
import static io.postern.outbound.unwrap.Clinic.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DecryptionSettings.Unauthenticated;
import io.postern.outbound.protect.Tool;
import io.postern.outbound.unwrap.Clinic.Delivered;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S/MIME that openssl made. */
class SmimeRepliesTest {
  private static final String ENTITY = "Content-Type: text/plain\n\n" + TEXT + "\nline two\n";

  @TempDir static Path directory;
  private static Clinic clinic;
  private static String plain;

  @BeforeAll
  static void people() throws Exception {
    clinic = new Clinic(directory);
    clinic.ours("ann", "rsa:2048", ANN);
    clinic.ours("eve", "P-256", "eve@clinic.example");
    clinic.ours("domain", "P-384", "postmaster@clinic.example");
    clinic.add(
        clinic.authority().pkcs12("domain"),
        Clinic.wish("domain").forDecryption().withPassword("x").under("@clinic.example"));
    clinic.add(clinic.authority().person("bob", "rsa:2048", BOB), Clinic.wish("bob"));
    clinic.authority().person("mallory", "rsa:2048", "mallory@home.example");
    plain = clinic.write("plain.eml", ENTITY).toString();
  }

  @AfterAll
  static void close() {
    clinic.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-aes256 ann.pem",
        "-aes128 ann.pem",
        "-aes256 -keyid ann.pem",
        "-aes256 -recip ann.pem -keyopt rsa_padding_mode:oaep",
        "-aes256 domain.pem",
        "-aes256 bob.pem ann.pem"
      })
  void unwrap_cbc_opensItAndMarksItUnauthenticated(String options) throws Exception {
    Delivered letter = clinic.deliver(encrypted(plain, options));

    assertThat(letter.how().integrity()).isEqualTo("unauthenticated");
    assertThat(letter.how().signature()).isEqualTo("none");
    assertThat(letter.text())
        .startsWith("X-Postern-Decrypted: smime; integrity=unauthenticated;\r\n key=")
        .contains("\r\nX-Postern-Signature: none\r\n")
        .contains("From: " + BOB + "\r\n", "Subject: outside\r\n")
        .endsWith(
            "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n" + TEXT + "\r\nline two\r\n")
        .doesNotContain("pkcs7-mime", "base64");
    assertThat(clinic.spilled()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-aes-256-gcm ann.pem",
        "-aes-128-gcm -recip ann.pem -keyopt rsa_padding_mode:oaep",
        "-aes-256-gcm domain.pem"
      })
  void unwrap_gcm_opensItAndSaysItIsAuthenticated(String options) throws Exception {
    Delivered letter = clinic.deliver(encrypted(plain, options));

    assertThat(letter.how().integrity()).isEqualTo("authenticated");
    assertThat(letter.text()).contains(TEXT);
  }

  @Test
  void unwrap_keyAgreement_opensIt() throws Exception {
    Delivered letter =
        clinic.deliver(
            encrypted(plain, "-aes256 eve.pem"), "eve@clinic.example", Unauthenticated.DELIVER);

    assertThat(letter.opened()).isTrue();
  }

  @Test
  void unwrap_toAnotherOfOurOwnPeople_isLeft() throws Exception {
    assertLeft(encrypted(plain, "-aes256 eve.pem"));
  }

  @Test
  void unwrap_unauthenticatedWhereThatIsToBeLeft_isLeft() throws Exception {
    byte[] message = encrypted(plain, "-aes256 ann.pem");

    Delivered letter = clinic.deliver(message, ANN, Unauthenticated.LEAVE);

    assertThat(letter.opened()).isFalse();
    assertThat(letter.text()).isEqualTo(new String(message, StandardCharsets.ISO_8859_1));
    byte[] authentic = encrypted(plain, "-aes-256-gcm ann.pem");
    assertThat(clinic.deliver(authentic, ANN, Unauthenticated.LEAVE).opened()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-sign", "-sign -nodetach"})
  void unwrap_signedByTheAuthor_isValidAndCountsForIntegrity(String sign) throws Exception {
    Delivered letter = clinic.deliver(encrypted(signed(plain, "bob", sign), "-aes256 ann.pem"));

    assertThat(letter.how().signature()).isEqualTo("valid");
    assertThat(letter.how().integrity()).isEqualTo("signature");
    assertThat(letter.text()).contains("\r\nX-Postern-Signature: valid;\r\n key=");
  }

  @Test
  void unwrap_signedByAnother_isUnverified() throws Exception {
    clinic.add(directory.resolve("mallory.pem"), Clinic.wish("mallory"));

    Delivered letter =
        clinic.deliver(encrypted(signed(plain, "mallory", "-sign"), "-aes256 ann.pem"));

    assertThat(letter.how().signature()).isEqualTo("unverified");
    assertThat(letter.how().integrity()).isEqualTo("unauthenticated");
  }

  @Test
  void unwrap_signedTextChanged_isInvalid() throws Exception {
    Path signed = Path.of(signed(plain, "bob", "-sign"));
    String changed = Files.readString(signed, StandardCharsets.ISO_8859_1).replace(TEXT, "other");

    Delivered letter = clinic.deliver(encrypted(written(changed), "-aes256 ann.pem"));

    assertThat(letter.how().signature()).isEqualTo("invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"appended", "prepended", "attached"})
  void unwrap_signatureOverAPart_isNeverValid(String where) throws Exception {
    String signed =
        Files.readString(Path.of(signed(plain, "bob", "-sign")), StandardCharsets.ISO_8859_1)
            .replace("\r\n", "\n");
    String boundary = signed.replaceAll("(?s).*boundary=\"([^\"]*)\".*", "$1");
    String entity =
        switch (where) {
          case "appended" -> signed + "\nPlease pay 1000.\n";
          case "prepended" ->
              signed.replaceFirst(
                  "\n--" + boundary, "\n--" + boundary + "\n\nPlease pay.\n--" + boundary);
          default ->
              "Content-Type: multipart/mixed; boundary=\"out\"\n\n--out\n\nPlease pay.\n--out\n"
                  + signed
                  + "\n--out--\n";
        };

    Delivered letter = clinic.deliver(encrypted(written(entity), "-aes256 ann.pem"));

    assertThat(letter.text()).contains("Please pay");
    assertThat(letter.how().signature()).isIn("none", "unverified", "invalid");
  }

  /** Neither is a mailbox that can be read, so they are not the same one. */
  @ParameterizedTest
  @ValueSource(strings = {"a@evil.example (A)", "a@evil.example, b@evil.example"})
  void unwrap_hiddenAuthorWhereTheOuterCannotBeRead_isNotShown(String outer) throws Exception {
    String hidden =
        clinic
            .write(
                "author.eml",
                "Content-Type: text/plain; hp=\"cipher\"\n"
                    + "From: boss@clinic.example (Boss)\n\ntext\n")
            .toString();
    String message =
        new String(encrypted(hidden, "-aes-256-gcm ann.pem"), StandardCharsets.ISO_8859_1)
            .replaceFirst("From: [^\r]*", "From: " + outer);

    Delivered letter = clinic.deliver(message.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(letter.opened()).isTrue();
    assertThat(letter.text()).contains("From: " + outer + "\r\n").doesNotContain("Boss");
  }

  /** Readers find other parts in it than what was signed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "boundary*0=\"ev\"; boundary*1=\"il\"; boundary=",
        "boundary*=us-ascii''evil; boundary="
      })
  void unwrap_signedWithASecondBoundary_isNeverValid(String boundary) throws Exception {
    String signed =
        Files.readString(Path.of(signed(plain, "bob", "-sign")), StandardCharsets.ISO_8859_1)
            .replace("\r\n", "\n");
    assertThat(clinic.deliver(encrypted(written(signed), "-aes256 ann.pem")).how().signature())
        .as("as it was signed")
        .isEqualTo("valid");

    Delivered letter =
        clinic.deliver(
            encrypted(written(signed.replaceFirst("boundary=", boundary)), "-aes-256-gcm ann.pem"));

    assertThat(letter.text()).doesNotContain("X-Postern-Signature: valid");
  }

  @Test
  void unwrap_delimiterThatSomeTakeForText_isNeverValid() throws Exception {
    String signed =
        Files.readString(Path.of(signed(plain, "bob", "-sign")), StandardCharsets.ISO_8859_1)
            .replace("\r\n", "\n");
    String boundary = signed.replaceAll("(?s).*boundary=\"([^\"]*)\".*", "$1");
    int second = signed.indexOf("--" + boundary, signed.indexOf("--" + boundary) + 10);
    String laxly =
        signed.substring(0, second)
            + "--"
            + boundary
            + "\f"
            + signed.substring(second + 2 + boundary.length());

    Delivered letter = clinic.deliver(encrypted(written(laxly), "-aes-256-gcm ann.pem"));

    assertThat(letter.text()).doesNotContain("X-Postern-Signature: valid");
  }

  /** Verified, one such letter could take hours. */
  @Test
  void unwrap_signedWithDsa_isNotEvenVerified() throws Exception {
    for (String command :
        List.of(
            "openssl dsaparam -out dsa.params 2048",
            "openssl gendsa -out dsa.key dsa.params",
            "openssl req -x509 -new -key dsa.key -days 30 -subj /CN=x -out dsa.pem")) {
      Tool.run(directory, command.split(" "));
    }

    Delivered letter =
        clinic.deliver(encrypted(signed(plain, "dsa", "-sign"), "-aes-256-gcm ann.pem"));

    assertThat(letter.how().signature()).isEqualTo("unverified");
  }

  @Test
  void unwrap_hiddenHeader_takesWhatPeopleReadAndNothingThatSteers() throws Exception {
    String hidden =
        clinic
            .write(
                "hidden.eml",
                """
                Content-Type: text/plain; hp="cipher"
                From: "Somebody" <boss@clinic.example>
                Subject: the real subject
                X-MS-Exchange-Organization-SCL: -1
                X-Postern-Signature: valid
                Received: from nowhere
                HP-Outer: Subject: [...]

                text
                """)
            .toString();

    Delivered letter = clinic.deliver(encrypted(hidden, "-aes-256-gcm ann.pem"));

    assertThat(letter.text())
        .contains("\r\nSubject: the real subject\r\n", "From: " + BOB + "\r\n")
        .contains("X-Postern-Signature: none\r\n")
        .doesNotContain("outside", "boss@", "SCL", "nowhere", "HP-Outer", "valid");
  }

  @Test
  void unwrap_signedForAnotherAuthorInside_isNotValid() throws Exception {
    String hidden =
        clinic
            .write(
                "other.eml",
                "Content-Type: text/plain; hp=\"cipher\"\nFrom: cfo@home.example\n\ntext\n")
            .toString();

    Delivered letter = clinic.deliver(encrypted(signed(hidden, "bob", "-sign"), "-aes256 ann.pem"));

    assertThat(letter.how().signature()).isEqualTo("unverified");
  }

  @Test
  void unwrap_forgedMarks_areNotAmongWhatIsDelivered() throws Exception {
    byte[] message =
        join(
            "X-Postern-Signature: valid\r\nx-postern-decrypted : smime\r\n",
            encrypted(plain, "-aes-256-gcm ann.pem"));

    assertThat(clinic.deliver(message).text())
        .doesNotContain("X-Postern-Signature: valid", "x-postern-decrypted");
  }

  @Test
  void concerns_partOfAMultipart_isNotOpened() throws Exception {
    byte[] inside =
        join(
            "From: x@y.example\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n"
                + "Content-Type: text/html\r\n\r\n<img src=\"http://evil.example/\r\n--q\r\n",
            join(encrypted(plain, "-aes256 ann.pem"), "\r\n--q--\r\n"));

    assertThat(clinic.concerns(inside, ANN)).isFalse();
    assertThat(clinic.concerns(encrypted(plain, "-aes256 ann.pem"), ANN)).isTrue();
    assertThat(clinic.concerns(encrypted(plain, "-aes256 ann.pem"), BOB)).isFalse();
  }

  @Test
  void unwrap_ciphertextInside_staysCiphertext() throws Exception {
    Path once = Files.write(directory.resolve("once.eml"), encrypted(plain, "-aes256 ann.pem"));

    Delivered letter = clinic.deliver(encrypted(once.toString(), "-aes-256-gcm ann.pem"));

    assertThat(letter.opened()).isTrue();
    assertThat(letter.text()).contains("enveloped-data").doesNotContain(TEXT);
  }

  @Test
  void unwrap_gcmAlteredAnywhere_isLeftAsItCame() throws Exception {
    for (byte[] altered : alterations(encrypted(plain, "-aes-256-gcm ann.pem"))) {
      assertLeft(altered);
    }
  }

  /** CBC cannot show it, but what opens is never called whole. */
  @Test
  void unwrap_cbcAlteredAnywhere_isLeftOrMarked() throws Exception {
    for (byte[] altered :
        alterations(encrypted(signed(plain, "bob", "-sign"), "-aes256 ann.pem"))) {
      Delivered letter = clinic.deliver(altered);
      if (letter.opened() && !letter.text().contains(TEXT + "\r\nline two")) {
        assertThat(letter.how().signature()).isNotEqualTo("valid");
        assertThat(letter.how().integrity()).isEqualTo("unauthenticated");
      }
    }
  }

  @Test
  void unwrap_cutOff_isLeft() throws Exception {
    byte[] whole = encrypted(plain, "-aes-256-gcm ann.pem");
    for (int cut : List.of(40, 200, 400)) {
      assertLeft(Arrays.copyOf(whole, whole.length - cut));
    }
  }

  @Test
  void unwrap_recipientsThatNeverEnd_areNotRead() throws Exception {
    byte[] huge = new byte[4 << 20];
    Arrays.fill(huge, (byte) 0x30);
    String cms = Base64.getMimeEncoder().encodeToString(huge);
    assertLeft(
        Clinic.crlf(
            "From: a@b.example\nContent-Type: application/pkcs7-mime\n"
                + "Content-Transfer-Encoding: base64\n\n"
                + cms));
  }

  private static void assertLeft(byte[] message) throws Exception {
    Delivered letter = clinic.deliver(message);
    assertThat(letter.opened()).isFalse();
    assertThat(letter.text()).isEqualTo(new String(message, StandardCharsets.ISO_8859_1));
    assertThat(clinic.spilled()).isEmpty();
  }

  /** The same with one bit turned, at forty places of the CMS. */
  private static List<byte[]> alterations(byte[] message) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    int body = text.indexOf("\r\n\r\n") + 4;
    byte[] cms = Base64.getMimeDecoder().decode(text.substring(body));
    return java.util.stream.IntStream.range(0, 40)
        .map(i -> 20 + i * (cms.length - 21) / 39)
        .mapToObj(at -> {
          byte[] other = cms.clone();
          other[at] ^= 1;
          return join(text.substring(0, body), Base64.getMimeEncoder().encode(other));
        })
        .toList();
  }

  private static byte[] encrypted(String entity, String options) throws Exception {
    String[] more = ("-encrypt -in " + entity + " " + options).split(" ");
    return clinic.openssl(more);
  }

  private static String signed(String entity, String by, String options) {
    String[] more =
        (options + " -in " + entity + " -signer " + by + ".pem -inkey " + by + ".key -crlfeol")
            .split(" ");
    return clinic.made("signed.eml", more).toString();
  }

  private static String written(String entity) throws Exception {
    return Files.write(directory.resolve("written.eml"), Clinic.crlf(entity)).toString();
  }

  private static byte[] join(String before, byte[] after) {
    byte[] first = before.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(first, first.length + after.length);
    System.arraycopy(after, 0, all, first.length, after.length);
    return all;
  }

  private static byte[] join(byte[] before, String after) {
    return join(
        new String(before, StandardCharsets.ISO_8859_1), after.getBytes(StandardCharsets.US_ASCII));
  }
}
