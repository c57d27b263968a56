package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.core.testing.OpensslAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator does with keys, and what openssl and gpg make of what they export. */
class KeysCommandTest {
  private static final String FIRST = "correct horse battery";
  private static final String SECOND = "staple and a stapler";

  @TempDir Path directory;
  private String home = "";

  @BeforeEach
  void createHome() throws IOException {
    home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
    Files.writeString(directory.resolve("first"), FIRST + "\n");
    Files.writeString(directory.resolve("second"), SECOND + "\n");
  }

  @Test
  void standings_eachIsShownWithWhoAndWhyAndCanBeTakenBack() throws IOException {
    String key = imported(person("bob"));
    assertThat(shown(key))
        .containsEntry("state", "pinned")
        .containsEntry("origin", "import")
        .containsEntry("verified", "administrator")
        .containsEntry("issuer", "CN=Authority");
    assertThat(keys("distrust", key).code()).isZero();
    assertThat(shown(key))
        .containsEntry("state", "distrusted")
        .containsEntry("refusal", "distrusted");
    Ran refused = keys("trust", key);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("was distrusted by", "keys restore");
    assertThat(keys("restore", key).code()).isZero();
    assertThat(keys("trust", key).code()).isZero();
    assertThat(shown(key)).containsEntry("state", "trusted");
    assertThat(keys("revoke", "--reason", "keyCompromise", key).code()).isZero();
    assertThat(keys("trust", key).code()).isEqualTo(2);
    assertThat(keys("restore", key).code()).isEqualTo(2);
    assertThat(String.valueOf(shown(key).get("standing")))
        .contains("keyCompromise", Operator.name());
    assertThat(lookup("bob@example.net")).contains("revoked_here");
    assertThat(keys("revoke", "--reason", "boredom", key).code()).isEqualTo(2);
    assertThat(keys("revoke", "--reason", "superseded", "00").code()).isEqualTo(1);
    assertThat(keys("restore", "--revoked", key).code()).isZero();
    assertThat(shown(key)).containsEntry("state", "pinned");
    assertThat(auditTrail())
        .contains("distrusted (encrypt)", "trusted (encrypt)", "revoked keyCompromise (encrypt)")
        .contains("restored from distrusted (encrypt)", "restored from revoked (encrypt)");
  }

  @Test
  void import_audit_saysWhatWasDone() throws IOException {
    Path bob = person("bob");
    keys("import", "--untrusted", bob.toString());
    assertThat(auditTrail()).contains("added (encrypt)").doesNotContain("pinned (encrypt)");
    keys("import", bob.toString());
    assertThat(auditTrail()).contains("updated (encrypt)", "pinned (encrypt)");
    keys("import", bob.toString());
    String trail = auditTrail();
    assertThat(trail.split("pinned \\(encrypt\\)", -1)).as("once").hasSize(2);
    assertThat(trail.split("added \\(encrypt\\)", -1)).as("once").hasSize(2);
  }

  @Test
  void import_anotherKeyIsPinned_isAFindingForThatAddress() throws IOException {
    OpensslAuthority authority = OpensslAuthority.root(directory, "Authority");
    String key = imported(authority.person("bob", "bob@example.net", ""));
    Ran ran = keys("import", authority.person("bob2", "bob@example.net", "").toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("not pinned for bob@example.net: ", "; " + key + " is");
  }

  @Test
  void expiring_openPgpSubkeyEndsFirst_isListedAndExportHasNoComments() throws Exception {
    Path gnupg =
        Files.createTempDirectory(
            "kc",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    gpg(
        gnupg,
        "--passphrase",
        "",
        "--quick-gen-key",
        "Eve <eve@example.net>",
        "ed25519",
        "sign",
        "2y");
    String listed = gpg(gnupg, "--with-colons", "--list-keys", "eve@example.net");
    String primary = listed.lines().filter(l -> l.startsWith("fpr:")).findFirst().orElseThrow();
    gpg(
        gnupg,
        "--passphrase",
        "",
        "--quick-add-key",
        primary.split(":", -1)[9],
        "cv25519",
        "encr",
        "20d");
    Path file = directory.resolve("eve.asc");
    gpg(gnupg, "--armor", "--output", file.toString(), "--export", "eve@example.net");
    tool("gpgconf", "--homedir", gnupg.toString(), "--kill", "all");
    String key = imported(file);
    assertThat(keys("expiring", "--within", "10d").code()).isZero();
    Ran soon = keys("expiring", "--within", "30d");
    assertThat(soon.code()).isEqualTo(1);
    assertThat(soon.out()).contains(key);
    assertThat(keys("export", key).out())
        .contains("BEGIN PGP PUBLIC KEY")
        .doesNotContain("Comment", "Eve");
  }

  @Test
  void pins_decideWhetherAPathIsNeeded() throws IOException {
    Path bob = person("bob");
    keys("import", "--untrusted", bob.toString());
    assertThat(lookup("bob@example.net")).contains("no_path");
    String key = fingerprint();
    assertThat(keys("pin", "bob@example.net", key).code()).isZero();
    assertThat(keys("lookup", "bob@example.net").code()).isZero();
    assertThat(keys("unpin", "bob@example.net", key).code()).isZero();
    assertThat(keys("lookup", "bob@example.net").code()).isEqualTo(1);
    assertThat(keys("pin", "eve@example.net", key).code()).isEqualTo(1);
  }

  @Test
  void trust_authority_makesPaths() throws IOException {
    Path bob = person("bob");
    keys("import", "--untrusted", bob.toString());
    Ran filed = keys("import", "--json", bob.resolveSibling("ca.pem").toString());
    assertThat(filed.out()).contains("\"authority\"");
    Files.writeString(
        Path.of(home, "postern.yaml"),
        "keys: {revocation: off}\n",
        java.nio.file.StandardOpenOption.APPEND);
    String authority =
        entries().stream()
            .filter(e -> "authority".equals(e.get("purpose")))
            .map(e -> String.valueOf(e.get("fingerprint")))
            .findFirst()
            .orElseThrow();
    assertThat(keys("lookup", "bob@example.net").code()).isEqualTo(1);
    assertThat(keys("trust", authority).code()).isZero();
    assertThat(keys("lookup", "bob@example.net").code()).isZero();
  }

  @Test
  void export_publicPart_isWhatOpensslReads() throws Exception {
    Path bob = person("bob");
    Ran ran = keys("export", imported(bob));
    assertThat(ran.out()).startsWith("-----BEGIN CERTIFICATE-----\n");
    Path file = Files.writeString(directory.resolve("out.pem"), ran.out());
    assertThat(tool("openssl", "x509", "-in", file.toString(), "-noout", "-subject"))
        .contains("bob");
    assertThat(keys("export", "00").code()).isEqualTo(1);
  }

  @Test
  void export_privateHalf_opensWithBothPassphrasesAlone() throws Exception {
    Path bob = person("bob");
    Path both = directory.resolve("both.pem");
    Files.write(both, OpensslAuthority.bundle(bob, bob.resolveSibling("bob.key")));
    keys("import", "--sign", both.toString());
    Path out = directory.resolve("out.p12");
    assertThat(export(out).code()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
    String opened =
        tool(
            "openssl",
            "pkcs12",
            "-in",
            out.toString(),
            "-nodes",
            "-passin",
            "pass:" + FIRST + SECOND);
    assertThat(opened).contains("BEGIN PRIVATE KEY", "BEGIN CERTIFICATE");
    for (String wrong : List.of(FIRST, SECOND, SECOND + FIRST, "")) {
      assertThat(
              tool(
                  "openssl", "pkcs12", "-in", out.toString(), "-nodes", "-passin", "pass:" + wrong))
          .doesNotContain("BEGIN PRIVATE KEY");
    }
    assertThat(
            tool(
                "openssl",
                "pkcs12",
                "-in",
                out.toString(),
                "-info",
                "-noout",
                "-passin",
                "pass:" + FIRST + SECOND))
        .contains("AES-256-CBC", "Iteration 600000", "hmacWithSHA256");
    assertThat(auditTrail())
        .contains("private half exported (sign)", Operator.name() + " with bob");
    assertThat(export(out).code()).as("never over a file").isEqualTo(2);
  }

  @Test
  void export_privateOpenPgpKey_gpgTakesItWithBoth() throws Exception {
    Path gnupg =
        Files.createTempDirectory(
            "kc",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    gpg(
        gnupg,
        "--passphrase",
        "",
        "--quick-gen-key",
        "Us <us@clinic.example>",
        "ed25519",
        "sign",
        "2y");
    Path secret = directory.resolve("us.asc");
    gpg(
        gnupg,
        "--passphrase",
        "",
        "--armor",
        "--output",
        secret.toString(),
        "--export-secret-keys",
        "us@clinic.example");
    keys("import", "--sign", secret.toString());
    Path out = directory.resolve("out.asc");
    assertThat(export(out).code()).isZero();
    assertThat(Files.readString(out)).startsWith("-----BEGIN PGP PRIVATE KEY BLOCK-----");
    Path other =
        Files.createTempDirectory(
            "kc",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    gpg(other, "--passphrase", FIRST + SECOND, "--import", out.toString());
    assertThat(
            gpg(
                other,
                "--passphrase",
                FIRST,
                "--armor",
                "--detach-sign",
                "--output",
                "-",
                out.toString()))
        .doesNotContain("BEGIN PGP SIGNATURE");
    assertThat(
            gpg(
                other,
                "--passphrase",
                FIRST + SECOND,
                "--armor",
                "--detach-sign",
                "--output",
                "-",
                out.toString()))
        .contains("BEGIN PGP SIGNATURE");
    tool("gpgconf", "--homedir", gnupg.toString(), "--kill", "all");
    tool("gpgconf", "--homedir", other.toString(), "--kill", "all");
  }

  @Test
  void export_passphrasesThatOnePersonCouldHave_areRefused() throws IOException {
    String key = imported(person("bob"));
    for (String bad : List.of("short", FIRST, "My " + FIRST + "!", "aaaaaaaaaaaaaaaa")) {
      Files.writeString(directory.resolve("second"), bad);
      Ran ran =
          keys(
              "export",
              "--private",
              "--out",
              directory.resolve("x").toString(),
              "--passphrase-file",
              directory.resolve("first").toString(),
              "--second-passphrase-file",
              directory.resolve("second").toString(),
              "--second-person",
              "bob",
              key);
      assertThat(ran.code()).as(bad).isEqualTo(2);
      assertThat(ran.err()).hasLineCount(1).doesNotContain(bad);
    }
    assertThat(keys("export", "--private", key).code()).isEqualTo(2);
    for (String nobody : List.of(Operator.name(), " ")) {
      Ran ran = keys("export", "--private", "--out", "x", "--second-person", nobody, key);
      assertThat(ran.code()).isEqualTo(2);
      assertThat(ran.err()).contains("--second-person");
    }
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void expiring_withinTheTimeAsked_isAFinding() throws IOException {
    imported(person("bob"));
    assertThat(keys("expiring").code()).isZero();
    Ran soon = keys("expiring", "--within", "400d", "--json");
    assertThat(soon.code()).isEqualTo(1);
    assertThat(Json.readArray(soon.out())).hasSize(1);
    assertThat(keys("expiring", "--within", "soon").code()).isEqualTo(2);
  }

  private Path person(String name) throws IOException {
    OpensslAuthority authority = OpensslAuthority.root(directory, "Authority");
    return authority.person(name, name + "@example.net", "");
  }

  private String imported(Path file) {
    Ran ran = keys("import", file.toString());
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    return fingerprint();
  }

  private String fingerprint() {
    return String.valueOf(entries().getFirst().get("fingerprint"));
  }

  private Ran export(Path out) {
    return keys(
        "export",
        "--private",
        "--out",
        out.toString(),
        "--passphrase-file",
        directory.resolve("first").toString(),
        "--second-passphrase-file",
        directory.resolve("second").toString(),
        "--second-person",
        "bob",
        fingerprint());
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> entries() {
    return Json.readArray(keys("list", "--json").out()).stream()
        .map(entry -> (Map<String, Object>) entry)
        .toList();
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> shown(String key) {
    return (Map<String, Object>) Json.readArray(keys("show", "--json", key).out()).getFirst();
  }

  private String lookup(String address) {
    return keys("lookup", "--json", address).out();
  }

  private String auditTrail() throws IOException {
    Path file = Files.createTempDirectory(directory, "trail").resolve("trail.jsonl");
    Ran.postern("audit", "export", "--home", home, file.toString());
    return Files.readString(file);
  }

  private Ran keys(String verb, String... arguments) {
    List<String> all = new ArrayList<>(List.of("keys", verb, "--home", home));
    all.addAll(List.of(arguments));
    return Ran.postern(all.toArray(String[]::new));
  }

  private String gpg(Path gnupg, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "gpg",
                "--homedir",
                gnupg.toString(),
                "--batch",
                "--yes",
                "--pinentry-mode",
                "loopback"));
    all.addAll(List.of(arguments));
    return tool(all.toArray(String[]::new));
  }

  /** What a program prints on both channels, whatever comes of it. */
  private String tool(String... command) throws Exception {
    Path log = Files.createTempFile(directory, "tool", "");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(new java.io.File("/dev/null"))
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
