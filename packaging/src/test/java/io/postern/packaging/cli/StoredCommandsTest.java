package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that open the store or the policies of a home. */
class StoredCommandsTest {
  private static final String UNKNOWN = "01KA3W7T0QZ5V8N2M4XBD6CEFG";
  private static final String LETTER =
      """
      From: nurse@clinic.example
      To: doctor@hospital.example
      Subject: Referral
      Content-Type: text/plain; charset=utf-8

      Patient: Maria Lopez
      DOB: 03/14/1961
      She was diagnosed with type 2 diabetes and started on metformin 500 mg.
      """;

  @TempDir Path directory;
  private String home = "";
  private Path letter = Path.of("");

  @BeforeEach
  void createHome() throws IOException {
    home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
    letter = Files.writeString(directory.resolve("letter.eml"), LETTER.replace("\n", "\r\n"));
  }

  @Test
  void queue_nothingInIt_isGoodAndUnknownIdsAreFindings() {
    Ran list = Ran.postern("queue", "list", "--home", home, "--json");
    assertThat(list.code()).as(list.err()).isZero();
    assertThat(Json.readArray(list.out())).isEmpty();
    for (String verb : List.of("show", "retry", "hold", "release")) {
      assertThat(Ran.postern("queue", verb, "--home", home, UNKNOWN).code()).as(verb).isEqualTo(1);
    }
    assertThat(Ran.postern("queue", "drop", "--home", home, "--why", "x", UNKNOWN).code())
        .isEqualTo(1);
  }

  @Test
  void held_nothingThere_isGoodAndUnknownIdsAreFindings() {
    Ran list = Ran.postern("held", "list", "--home", home, "--json");
    assertThat(list.code()).as(list.err()).isZero();
    assertThat(Json.readArray(list.out())).isEmpty();
    assertThat(Ran.postern("held", "show", "--home", home, UNKNOWN).code()).isEqualTo(1);
    assertThat(Ran.postern("held", "release", "--home", home, UNKNOWN).code()).isEqualTo(1);
    assertThat(Ran.postern("held", "refuse", "--home", home, "--why", "x", UNKNOWN).code())
        .isEqualTo(1);
  }

  @Test
  void queue_badId_isMisuse() {
    Ran ran = Ran.postern("queue", "show", "--home", home, "../x");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).startsWith("postern queue show: ").hasLineCount(1);
  }

  @Test
  void audit_newStore_isIntactAndExportsOnce() {
    Ran verify = Ran.postern("audit", "verify", "--home", home, "--json");
    assertThat(verify.code()).as(verify.err()).isZero();
    assertThat(Json.readObject(verify.out())).containsEntry("intact", true);
    assertThat(Ran.postern("audit", "show", "--home", home, UNKNOWN).code()).isEqualTo(1);
    String file = directory.resolve("trail.jsonl").toString();
    assertThat(Ran.postern("audit", "export", "--home", home, file).code()).isZero();
    Ran again = Ran.postern("audit", "export", "--home", home, file);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("already there, nothing is overwritten");
  }

  @Test
  void auditProof_unknownMessageIsAFindingAndTheKeyStaysTheSame() {
    assertThat(Ran.postern("audit", "proof", "--home", home, UNKNOWN).code()).isEqualTo(1);
    assertThat(Ran.postern("audit", "proof", "--home", home).code()).isEqualTo(2);
    Ran key = Ran.postern("audit", "proof", "--home", home, "--key");
    assertThat(Json.readObject(key.out())).containsEntry("crv", "Ed25519").containsKey("x");
    assertThat(Ran.postern("audit", "proof", "--home", home, "--key").out()).isEqualTo(key.out());
  }

  @Test
  void keys_certificateImported_isListedFoundInAuditAndRemoved() {
    // The listener's certificate names no mail address: taken, said to be unusable.
    String certificate = home + "/certificates/listener.crt";
    Ran imported =
        Ran.postern("keys", "import", "--home", home, "--address", "bob@example.org", certificate);
    assertThat(imported.code()).as(imported.err() + imported.out()).isEqualTo(1);
    Ran list = Ran.postern("keys", "list", "--home", home, "--json");
    assertThat(Ran.postern("keys", "lookup", "--home", home, "bob@example.org").code())
        .isEqualTo(1);
    for (Object key : Json.readArray(list.out())) {
      String fingerprint = String.valueOf(((Map<?, ?>) key).get("fingerprint"));
      assertThat(Ran.postern("keys", "remove", "--home", home, fingerprint).code()).isZero();
    }
    assertThat(Ran.postern("keys", "remove", "--home", home, "00").code()).isNotZero();
  }

  @Test
  void keys_lookupOfNobody_isAFinding() {
    Ran ran = Ran.postern("keys", "lookup", "--home", home, "bob@example.org");
    assertThat(ran.code()).as(ran.err()).isEqualTo(1);
    assertThat(ran.out()).contains("the directory holds no key for this address");
  }

  @Test
  void store_wrongRootKey_isOneLineAndTwo() throws IOException {
    Ran.postern("audit", "verify", "--home", home);
    Ran.postern("queue", "list", "--home", home);
    Path key = Path.of(home, "keys/root.key");
    Files.delete(key);
    Files.writeString(key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    Files.setPosixFilePermissions(
        key, java.nio.file.attribute.PosixFilePermissions.fromString("r--------"));
    Ran ran = Ran.postern("queue", "list", "--home", home);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).startsWith("postern queue list: ").hasLineCount(1);
  }

  @Test
  void policyTest_starterPolicies_pass() {
    Ran ran = Ran.postern("policy", "test", "--home", home);
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out()).contains("6 of 6 passed", "rules 3 of 3, branches 4 of 4");
  }

  @Test
  void policyTest_oneFails_isAFindingAlsoForACiServer() throws IOException {
    Path policies = Path.of(home, "policies");
    Files.writeString(
        policies.resolve("95-own.yaml"),
        """
        tests:
          - {name: wrong <&>, to: a@b.example, facts: {verdict: phi}, expect: {rule: secure-tag}}
        """);
    Path junit = Path.of(home, "results.xml");
    Ran ran = Ran.postern("policy", "test", "--home", home, "--junit", junit.toString());
    Files.delete(policies.resolve("95-own.yaml"));
    assertThat(ran.code()).as(ran.err()).isEqualTo(1);
    assertThat(Files.readString(junit))
        .contains("tests=\"7\" failures=\"1\"", "wrong &lt;&amp;&gt;")
        .contains("a@b.example rule: want secure-tag, got phi");
  }

  @Test
  void policyExplain_diagnosisOfAPatient_isProtected() {
    Ran ran =
        Ran.postern(
            "policy",
            "explain",
            "--home",
            home,
            "--json",
            "--from",
            "nurse@clinic.example",
            "--to",
            "doctor@hospital.example",
            letter.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(Json.readObject(ran.out())).containsEntry("verdict", "phi");
    assertThat(ran.out())
        .contains("deliver by tls, smime, openpgp, portal")
        .doesNotContain("Lopez");
  }

  @Test
  void policyExplain_badAddress_isMisuse() {
    Ran ran =
        Ran.postern(
            "policy",
            "explain",
            "--home",
            home,
            "--from",
            "a@b.example",
            "--to",
            "nobody",
            letter.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).hasLineCount(1);
  }

  @Test
  void scan_directory_printsOneObjectALineWithoutValues() throws IOException {
    Files.writeString(
        directory.resolve("home/policies/plain.eml"), "Subject: lunch\r\n\r\nAt noon.\r\n");
    Ran ran = Ran.postern("scan", "--json", letter.toString(), home + "/policies/plain.eml");
    assertThat(ran.code()).as(ran.err()).isEqualTo(1);
    List<Map<String, Object>> lines = ran.out().lines().map(Json::readObject).toList();
    assertThat(lines).extracting(l -> l.get("verdict")).containsExactly("phi", "none");
    assertThat(lines.getFirst())
        .containsOnlyKeys("file", "verdict", "score", "level", "patients", "findings", "unscanned");
    assertThat(ran.out()).doesNotContain("Lopez");
    assertThat(Ran.postern("scan", directory.resolve("none").toString()).code()).isEqualTo(2);
  }
}
