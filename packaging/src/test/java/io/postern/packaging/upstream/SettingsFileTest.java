package io.postern.packaging.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.ConfigException;
import io.postern.config.settings.SettingsLoader;
import io.postern.config.settings.UpstreamSettings;
import io.postern.packaging.setup.NewHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final Stanza NEW = Stanza.google("workspace", List.of("example.org"));
  private static final String OTHER = "{name: relay, networks: [10.0.0.0/8]}";

  @TempDir Path directory;
  private Path home;
  private Path file;
  private String start = "";

  @BeforeEach
  void createHome() throws IOException {
    home = directory.resolve("home");
    new NewHome(home, InstantSource.system()).create("gateway.example.org", "127.0.0.1:0");
    file = home.resolve(SettingsLoader.FILE);
    start = Files.readString(file);
    new UpstreamSecrets(home.resolve(UpstreamSecrets.fileOf("workspace")), InstantSource.system())
        .create();
  }

  private String added(String more) throws IOException {
    Files.writeString(file, start + more);
    String before = Files.readString(file);
    Path backup = new SettingsFile(home).add(NEW, NOW);
    assertThat(backup).hasContent(before);
    Files.delete(backup);
    assertThat(SettingsLoader.load(home).upstreams())
        .extracting(UpstreamSettings::name)
        .last()
        .isEqualTo("workspace");
    return Files.readString(file);
  }

  @Test
  void add_noUpstreamsYet_isAppended() throws IOException {
    assertThat(added(""))
        .isEqualTo(
            start
                + """

                upstreams:
                  - type: google
                    name: 'workspace'
                    sender_domains: ['example.org']
                    secret_header: {name: 'X-Postern-Upstream', file: 'keys/workspace.secrets'}
                """);
  }

  @Test
  void add_upstreamsAtTheEnd_comesBehindThem() throws IOException {
    assertThat(added("upstreams:\n- " + OTHER + "\n# the end\n"))
        .contains("upstreams:\n- " + OTHER + "\n- type: google\n  name: 'workspace'\n")
        .endsWith("# the end\n");
  }

  @Test
  void add_upstreamsInTheMiddle_leavesWhatFollows() throws IOException {
    assertThat(
            added(
                "upstreams:\n    - name: relay # ours\n      networks: [10.0.0.0/8]\n\n# more\nqueue: {jitter: 0.1}\n"))
        .contains("networks: [10.0.0.0/8]\n    - type: google\n      name:")
        .endsWith("keys/workspace.secrets'}\n\n# more\nqueue: {jitter: 0.1}\n");
  }

  @Test
  void add_emptyList_isFilled() throws IOException {
    assertThat(added("upstreams: [] # none\n")).contains("upstreams: # none\n  - type: google\n");
  }

  @Test
  void add_noLineEndAtTheEnd_isAppendedOnALineOfItsOwn() throws IOException {
    assertThat(added("logging: {level: info}")).contains("logging: {level: info}\n\nupstreams:\n");
  }

  @Test
  void add_wayThatCannotBeAddedTo_changesNothing() throws IOException {
    for (String way :
        List.of("upstreams: [" + OTHER + "]\n", "upstreams: [\n  " + OTHER + "\n  ]\n")) {
      Files.writeString(file, start + way);
      assertThatThrownBy(() -> new SettingsFile(home).add(NEW, NOW))
          .isInstanceOfAny(IllegalArgumentException.class, ConfigException.class);
      assertThat(file).hasContent(start + way);
    }
  }

  @Test
  void add_nameThatIsTaken_changesNothing() throws IOException {
    String taken = start + "upstreams:\n  - {name: workspace, networks: [10.0.0.0/8]}\n";
    Files.writeString(file, taken);
    assertThatThrownBy(() -> new SettingsFile(home).add(NEW, NOW))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("another upstream has this name");
    assertThat(file).hasContent(taken);
  }

  @Test
  void add_fileChangedMeanwhile_isRefused() throws IOException {
    SettingsFile settings = new SettingsFile(home);
    Files.writeString(file, start + "# edited\n");
    assertThatThrownBy(() -> settings.add(NEW, NOW)).hasMessageContaining("just changed");
    assertThat(file).hasContent(start + "# edited\n");
  }

  @Test
  void add_modeOfTheFile_isKept() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    added("");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void tried_valuesThatMeanSomethingInYaml_areTakenAsTheyAre() throws IOException {
    SettingsFile settings = new SettingsFile(home);
    assertThatThrownBy(() -> settings.tried(Stanza.google("x', y: 'z", List.of("example.org"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a name has 1 to 63 letters");
    assertThat(settings.tried(Stanza.google("null", List.of("no.example"))).upstreams().getLast())
        .matches(u -> u.name().equals("null") && u.senderDomains().equals(List.of("no.example")));
  }
}
