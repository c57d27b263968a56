package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consents, modes, the breaker and versions of policies as commands. */
class PolicyOperationTest {
  private static final String BOB = "bob@example.org";

  @TempDir Path directory;
  private String home = "";

  @BeforeEach
  void createHome() {
    home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
  }

  private Ran consent(String verb, String... args) {
    return ran("consent", verb, args);
  }

  private Ran policy(String verb, String... args) {
    return ran("policy", verb, args);
  }

  private Ran ran(String group, String verb, String... args) {
    String[] all = new String[args.length + 4];
    System.arraycopy(new String[] {group, verb, "--home", home}, 0, all, 0, 4);
    System.arraycopy(args, 0, all, 4, args.length);
    return Ran.postern(all);
  }

  private String csv(String text) throws IOException {
    return Files.writeString(directory.resolve("consents.csv"), text).toString();
  }

  @Test
  void consent_addedShownWithdrawn_exitCodesSayWhetherItIsInForce() {
    assertThat(consent("show", BOB).code()).isEqualTo(1);
    Ran added = consent("add", "--scope", "plain_email", "--warning", "v3", "Bob@Example.ORG");
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(added.out()).contains(BOB, "in force", "v3");
    assertThat(consent("show", BOB).code()).isZero();
    assertThat(Json.readArray(consent("list", "--json").out())).hasSize(1);
    assertThat(consent("withdraw", "--scope", "reminders", BOB).code()).isEqualTo(1);
    assertThat(consent("withdraw", BOB).out()).contains("withdrawn");
    assertThat(consent("show", BOB).code()).isEqualTo(1);
    assertThat(consent("withdraw", BOB).code()).isEqualTo(1);
    Ran audit = Ran.postern("audit", "search", "--home", home, "--type", "consent_changed");
    assertThat(audit.out()).contains("added", "withdrawn", BOB);
  }

  @Test
  void consent_addedWithNonsense_isMisuseInOneLine() {
    for (String[] args :
        new String[][] {
          {"--scope", "Plain", "--warning", "v", BOB},
          {"--scope", "plain", "--warning", "v", "bob"},
          {"--scope", "plain", "--warning", "v", "--date", "2999-01-01", BOB},
          {"--scope", "plain", "--warning", "v", "--date", "yesterday", BOB},
          {"--scope", "plain", "--warning", "v", "--expires", "2001-01-01", BOB}
        }) {
      Ran ran = consent("add", args);
      assertThat(ran.code()).as(String.join(" ", args)).isEqualTo(2);
      assertThat(ran.err()).startsWith("postern consent add: ").hasLineCount(1);
    }
  }

  @Test
  void consentImport_twice_recordsOnce() throws IOException {
    String file = csv("address,scope,warning,date\n" + BOB + ",plain_email,v3,2026-03-31\n");
    assertThat(consent("import", file).out().strip())
        .isEqualTo("1 added, 0 withdrawn, 0 recorded before");
    assertThat(consent("import", file).out().strip())
        .isEqualTo("0 added, 0 withdrawn, 1 recorded before");
  }

  @Test
  void consentImport_mistakes_areAllToldAndNothingIsRecorded() throws IOException {
    consent("import", csv("address,scope,warning,date\n" + BOB + ",plain_email,v3,2026-03-31\n"));
    String file =
        csv(
            "address,scope,warning,date\n"
                + BOB
                + ",plain_email,v4,2026-03-31\n"
                + "ann@example.org,plain_email,v3,31.3.2026\n"
                + "eve,plain_email,v3,2026-03-31\n");
    Ran ran = consent("import", file);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .contains(file + ":2:1: recorded before with another warning or expiry")
        .contains(file + ":3:32 date: a date is needed")
        .contains(file + ":4:1 address: not an address")
        .hasLineCount(3);
    assertThat(Json.readArray(consent("list", "--json").out())).hasSize(1);
  }

  @Test
  void policyMode_switched_isShownHereAndInCheck() {
    assertThat(policy("mode").code()).isZero();
    Ran hold = policy("mode", "--json", "hold");
    assertThat(hold.code()).isEqualTo(1);
    assertThat(Json.readObject(hold.out()))
        .containsEntry("mode", "hold")
        .containsEntry("configured", "enforce");
    Ran check = Ran.postern("check", "--home", home);
    assertThat(check.out()).contains("policy mode", "nothing leaves and nothing bounces");
    assertThat(check.out()).contains("while postern.yaml says enforce");
    assertThat(policy("mode", "enforce").code()).isZero();
    Ran audit = Ran.postern("audit", "search", "--home", home, "--type", "mode_changed", "--json");
    assertThat(Json.readArray(audit.out())).hasSize(2);
  }

  @Test
  void policyMode_observe_needsTheAcknowledgement() throws IOException {
    Ran refused = policy("mode", "observe");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("observe_delivers_unprotected").hasLineCount(1);
    assertThat(policy("mode", "nonsense").code()).isEqualTo(2);
    Path yaml = Path.of(home, "postern.yaml");
    Files.writeString(
        yaml, Files.readString(yaml) + "\npolicy: {observe_delivers_unprotected: true}\n");
    Ran observe = policy("mode", "observe");
    assertThat(observe.code()).as(observe.err()).isEqualTo(1);
    assertThat(observe.out()).contains("mode observe is in force");
    assertThat(Ran.postern("check", "--home", home).out()).contains("DANGEROUS");
  }

  @Test
  void policyBreaker_notTripped_isGood() {
    Ran ran = policy("breaker", "--reset");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().strip()).isEqualTo("not tripped");
  }

  @Test
  void policyVersions_neverRun_areNone() {
    assertThat(policy("versions").code()).isEqualTo(1);
    assertThat(Json.readArray(policy("versions", "--json").out())).isEmpty();
    Ran show = policy("show", "0123456789");
    assertThat(show.code()).isEqualTo(2);
    assertThat(show.err()).contains("no such version was in force");
  }

  @Test
  void help_everyCommand_hasAnExample() {
    for (Map.Entry<String, String> command :
        Map.of("add", "consent", "import", "consent", "mode", "policy", "breaker", "policy")
            .entrySet()) {
      Ran ran = Ran.postern(command.getValue(), command.getKey(), "--help");
      assertThat(ran.out()).contains("Example:");
    }
  }
}
