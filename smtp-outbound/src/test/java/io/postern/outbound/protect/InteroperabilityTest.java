package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.keys.KeyImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What other people's programs make of messages that the product made: each must find the author's
 * MIME entity octet for octet, and a good signature where there is one. The table is part of the
 * documentation; where a program does better or worse than it says, this fails.
 */
class InteroperabilityTest {
  private static final Path PAGE = Path.of("..", "docs", "interoperability.md");
  private static final String DOCTOR = "doctor@clinic.example";
  private static final Map<String, byte[]> FORMS = Messages.forms();
  private static final byte[] LARGE = Messages.large(25 << 20);
  private static final String NO_SIGNATURE = "none";
  private static final String ECDSA = "ECDSA P-256";
  private static final String RSA = "RSA-3072";
  private static final String ED25519 = "Ed25519";

  /** Names of keys and what they are. */
  private static final Map<String, String> SMIME =
      ordered(
          "rsa2048",
          "RSA-2048",
          "rsa3072",
          "RSA-3072",
          "rsa4096",
          "RSA-4096",
          "p256",
          "P-256",
          "p384",
          "P-384");

  private static final Map<String, String> OPENPGP =
      ordered("rsa", "RSA-3072", "cv25519", "Cv25519", "p256", "P-256", "v6", "X25519, version 6");

  /** One of each kind is enough for a second kind of signature. */
  private static final Set<String> RSA_SIGNED = Set.of("rsa2048", "p256");

  private static Path directory;
  private static SmimeAuthority authority;
  private static Gpg gpg;

  @BeforeAll
  static void makeDirectory() throws Exception {
    directory = Files.createTempDirectory("io");
    authority = new SmimeAuthority(directory);
    gpg = new Gpg(directory);
  }

  @AfterAll
  static void remove() throws IOException {
    gpg.close();
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Test
  void smime_everyKeySignatureAndForm_isReadByTheJudges() throws Exception {
    for (Map.Entry<String, String> key : SMIME.entrySet()) {
      String curve = key.getValue().startsWith("P") ? key.getValue() : rsa(key.getValue());
      authority.person(key.getKey(), curve, address(key.getKey()));
      authority.pkcs12(key.getKey());
    }
    authority.person("signer-ec", "P-256", DOCTOR);
    authority.person("signer-rsa", "rsa:3072", DOCTOR);
    List<Letter> letters = new ArrayList<>();
    for (String signature : List.of(NO_SIGNATURE, ECDSA, RSA)) {
      letters.addAll(smimeLetters(signature));
    }
    try (NssJudge nss = new NssJudge(directory);
        GpgsmJudge gpgsm = new GpgsmJudge(directory)) {
      nss.trust(directory.resolve("ca.pem"));
      gpgsm.trust(directory.resolve("ca.pem"));
      for (String key : SMIME.keySet()) {
        nss.importKey(directory.resolve(key + ".p12"));
        gpgsm.importKey(key, () -> authority.pkcs12(key));
      }
      Matrix matrix = Matrix.of(List.of(new OpenSslJudge(directory), gpgsm, nss), letters);
      assertThat(incomplete(matrix))
          .containsExactlyInAnyOrder("gpgsm P-256", "gpgsm P-384", "NSS P-256", "NSS P-384");
      isDocumented("S/MIME", matrix);
    }
  }

  @Test
  void openPgp_everyKeySignatureAndForm_isReadByTheJudges() throws Exception {
    makeOpenPgpKeys();
    List<Letter> letters = new ArrayList<>();
    for (String signature : List.of(NO_SIGNATURE, ED25519)) {
      letters.addAll(openPgpLetters(signature));
    }
    Path rnp = Files.createDirectory(directory.resolve("rnp"));
    for (String key : OPENPGP.keySet()) {
      importIntoRnp(rnp, directory.resolve(key + ".sec.asc"));
    }
    importIntoRnp(rnp, directory.resolve("signer.asc"));
    List<Judge> judges =
        List.of(
            OpenPgpJudge.gnupg(gpg),
            OpenPgpJudge.sequoia(directory),
            OpenPgpJudge.rnp(rnp),
            new OpenPgpJsJudge(directory));
    Matrix matrix = Matrix.of(judges, letters);
    assertThat(incomplete(matrix))
        .containsExactlyInAnyOrder(
            "GnuPG X25519, version 6", "Sequoia X25519, version 6", "RNP X25519, version 6");
    isDocumented("OpenPGP", matrix);
  }

  private static List<Letter> smimeLetters(String signature) throws Exception {
    try (Lab lab = new Lab(directory)) {
      for (String key : SMIME.keySet()) {
        lab.add(directory.resolve(key + ".pem"));
      }
      if (!signature.equals(NO_SIGNATURE)) {
        Path signer = authority.pkcs12(signature.equals(ECDSA) ? "signer-ec" : "signer-rsa");
        lab.add(signer, KeyImport.ofRecipients("test", "s").withPassword("x").forSigning());
      }
      List<Letter> letters = new ArrayList<>();
      for (Map.Entry<String, String> key : SMIME.entrySet()) {
        if (signature.equals(RSA) && !RSA_SIGNED.contains(key.getKey())) {
          continue;
        }
        Letter.Row row = new Letter.Row(key.getKey(), key.getValue(), signature);
        for (Map.Entry<String, byte[]> form : forms(row, "rsa2048", ECDSA, "p256").entrySet()) {
          byte[] wrapped = lab.smime(address(key.getKey()), form.getValue());
          noLeak(form.getKey(), wrapped);
          letters.add(
              Letter.smime(row, form.getKey(), form.getValue(), wrapped, file("s", row, form)));
        }
      }
      return letters;
    }
  }

  private static void makeOpenPgpKeys() throws Exception {
    gpg.person(address("rsa"), "rsa3072", "rsa3072");
    gpg.person(address("cv25519"), "ed25519", "cv25519");
    gpg.person(address("p256"), "nistp256", "nistp256");
    gpg.person(DOCTOR, "ed25519", "cv25519");
    Files.write(directory.resolve("signer.asc"), gpg.export(DOCTOR, true));
    for (String key : List.of("rsa", "cv25519", "p256")) {
      Files.write(directory.resolve(key + ".asc"), gpg.export(address(key), true));
      Files.write(directory.resolve(key + ".sec.asc"), gpg.exportSecret(address(key)));
    }
    OpenPGPKey v6 =
        new BcOpenPGPApi()
            .generateKey(PublicKeyPacket.VERSION_6)
            .ed25519x25519Key("Test <" + address("v6") + ">")
            .build();
    Files.writeString(directory.resolve("v6.sec.asc"), v6.toAsciiArmoredString());
    Files.writeString(directory.resolve("v6.asc"), v6.toCertificate().toAsciiArmoredString());
  }

  private static List<Letter> openPgpLetters(String signature) throws Exception {
    try (Lab lab = new Lab(directory)) {
      for (String key : OPENPGP.keySet()) {
        lab.add(directory.resolve(key + ".asc"));
      }
      if (!signature.equals(NO_SIGNATURE)) {
        Path signer = Files.write(directory.resolve("signer.sec.asc"), gpg.exportSecret(DOCTOR));
        lab.add(signer, KeyImport.ofRecipients("test", "s").forSigning());
      }
      List<Letter> letters = new ArrayList<>();
      for (Map.Entry<String, String> key : OPENPGP.entrySet()) {
        Letter.Row row = new Letter.Row(key.getKey(), key.getValue(), signature);
        for (Map.Entry<String, byte[]> form : forms(row, "rsa", ED25519, "cv25519").entrySet()) {
          byte[] wrapped = lab.openPgp(address(key.getKey()), form.getValue());
          noLeak(form.getKey(), wrapped);
          letters.add(
              Letter.openPgp(row, form.getKey(), form.getValue(), wrapped, file("o", row, form)));
        }
      }
      return letters;
    }
  }

  /** All forms; 25 megabytes only for one key with a signature and one without. */
  private static Map<String, byte[]> forms(
      Letter.Row row, String signedTo, String signature, String unsignedTo) {
    Map<String, byte[]> forms = new LinkedHashMap<>(FORMS);
    boolean signed = row.key().equals(signedTo) && row.signature().equals(signature);
    boolean unsigned = row.key().equals(unsignedTo) && !row.signed();
    if (signed || unsigned) {
      forms.put("large", LARGE);
    }
    return forms;
  }

  private static Set<String> incomplete(Matrix matrix) {
    Set<String> gaps = new TreeSet<>();
    matrix.incomplete((judge, row) -> gaps.add(judge + " " + row.recipient()));
    return gaps;
  }

  /** The block of the page between the two marks. */
  private static void isDocumented(String standard, Matrix matrix) throws IOException {
    String begin = "<!-- " + standard + ", made by InteroperabilityTest -->\n";
    String end = "<!-- end -->";
    String table = matrix.markdown();
    System.out.println(standard + "\n" + table);
    String page = Files.readString(PAGE);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end, from);
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    }
    assertThat(Files.readString(PAGE))
        .as(
            "out of date; regenerate with: mvn -pl smtp-outbound -am test"
                + " -Dtest=InteroperabilityTest -Dregenerate=true")
        .contains(begin + table + end);
  }

  private static void noLeak(String form, byte[] wrapped) throws IOException {
    if (!form.equals("large")) {
      Expect.noLeak(form, wrapped);
    }
  }

  private static void importIntoRnp(Path home, Path key) {
    Tool.attempt(
        directory,
        Map.of(),
        List.of(
            "rnpkeys", "--homedir", home.toString(), "--notty", "--import-keys", key.toString()));
  }

  private static Path file(String prefix, Letter.Row row, Map.Entry<String, byte[]> form) {
    String signature = row.signature().replaceAll("\\W", "");
    return directory.resolve(
        String.join("-", prefix, row.key(), signature, form.getKey()) + ".eml");
  }

  private static String address(String key) {
    return key + "@example.net";
  }

  private static String rsa(String label) {
    return label.toLowerCase(Locale.ROOT).replace('-', ':');
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
