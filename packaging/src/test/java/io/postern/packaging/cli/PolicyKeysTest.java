package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that have a store tell of certificates and keys that policies need. */
@Timeout(60)
class PolicyKeysTest {
  private static final String POLICY =
      """
      rules:
        - {name: bob, when: {recipient: bob@example.org}, protect: openpgp}
        - {name: partner, when: {recipient_domain: example.org, verdict: phi}, protect: [smime, openpgp]}
        - {name: ann, when: {sender: ann@clinic.example}, protect: [tls, smime]}
        - {name: rest, deliver: opportunistic}
      """;
  private static final String NOBODY = ": no certificate or key: what is for it is held";
  private static final String BOB = "rules[0].when.recipient" + NOBODY;
  private static final String PARTNER = "rules[1].when.recipient_domain" + NOBODY;
  private static final String ANN =
      "rules[2].when.sender: no smime key: what it sends goes unsigned";

  @TempDir Path directory;
  private String home = "";

  @BeforeEach
  void createHome() throws IOException {
    home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
    Path policies = Path.of(home, "policies");
    Files.delete(policies.resolve("10-phi.yaml"));
    Files.delete(policies.resolve("90-everything-else.yaml"));
    Files.writeString(policies.resolve("10.yaml"), POLICY);
    Ran.postern("queue", "list", "--home", home); // makes the store
  }

  private String warned(String... command) {
    Ran ran = Ran.postern(command);
    return ran.out() + ran.err();
  }

  private String replayed() {
    return warned("policy", "replay", "--home", home, Path.of(home, "policies").toString());
  }

  @Test
  void commands_keysThatAreMissing_areToldUntilTheyAreThere() throws Exception {
    Path letter = Files.writeString(directory.resolve("letter.eml"), "Subject: x\r\n\r\nx\r\n");
    assertThat(warned("check", "--home", home)).contains(BOB, PARTNER, ANN);
    assertThat(replayed()).contains(BOB, PARTNER, ANN);
    assertThat(
            warned(
                "policy",
                "explain",
                "--home",
                home,
                "--from",
                "ann@clinic.example",
                "--to",
                "bob@example.org",
                letter.toString()))
        .contains(BOB, PARTNER, ANN);
    Ran imported = Ran.postern("keys", "import", "--home", home, openPgp().toString());
    assertThat(imported.code()).as(imported.out() + imported.err()).isZero();
    assertThat(replayed()).contains(ANN).doesNotContain(BOB, PARTNER);
    assertThat(warned("check", "--home", home)).contains(ANN).doesNotContain(BOB, PARTNER);
  }

  private Path openPgp() throws Exception {
    Path keyring = Files.createTempDirectory("gpg");
    Path key = directory.resolve("bob.asc");
    gpg(keyring, "--passphrase", "", "--quick-generate-key", "bob@example.org", "future-default");
    gpg(keyring, "--armor", "--output", key.toString(), "--export", "bob@example.org");
    new ProcessBuilder("gpgconf", "--homedir", keyring.toString(), "--kill", "all")
        .start()
        .waitFor();
    return key;
  }

  private static void gpg(Path keyring, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("gpg", "--batch", "--homedir", keyring.toString()));
    command.addAll(List.of(arguments));
    Process gpg = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(gpg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(gpg.waitFor()).as(said).isZero();
  }
}
