package io.postern.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Binder;
import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.config.YamlTree;
import io.postern.config.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommentedFileTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "server.hostname", "gateway.example.org",
          "listeners[0].name", "upstreams",
          "listeners[0].address", "127.0.0.1:25",
          "listeners[0].certificate", "certificates/listener.crt",
          "listeners[0].key", "certificates/listener.key",
          "sealing.key_file", "keys/root.key");

  private static final String FILE = CommentedFile.of(Settings.class, VALUES);

  @Test
  void of_valuesGiven_bindsToThemAndDefaults() {
    Problems problems = new Problems();
    Settings settings = bind(FILE, problems);
    assertThat(settings.listeners().getFirst().name()).isEqualTo("upstreams");
    assertThat(settings.limits().recipients()).isEqualTo(1000);
    assertThat(settings.upstreams()).isEmpty();
  }

  @Test
  void of_everyCommentRemoved_knowsEveryKey() {
    Problems problems = new Problems();
    YamlNode root =
        YamlTree.parse("f", FILE.replaceAll("(?m)^( *)#(?=\\S)", "$1"), problems).orElseThrow();
    new Binder(Path.of("/"), problems).bind(root, Settings.class);
    assertThat(problems.list())
        .extracting(Problem::path)
        .containsOnly(
            "sealing",
            "listeners[0].certificate_password",
            "upstreams[2].accounts[0].password",
            "upstreams[2].accounts[0].scram",
            "storage.password",
            "outbound.smart_host_password",
            "outbound.return[0].password",
            "outbound.return[0].processed_word",
            "keys.discovery.ldap[0].user",
            "keys.discovery.ldap[0].password");
  }

  @Test
  void of_anyLine_fitsTheWidth() {
    assertThat(FILE.lines().filter(l -> l.contains("# "))).allMatch(l -> l.length() <= 100);
  }

  private static Settings bind(String text, Problems problems) {
    YamlNode root = YamlTree.parse("f", text, problems).orElseThrow();
    Settings settings = new Binder(Path.of("/"), problems).bind(root, Settings.class).orElseThrow();
    assertThat(problems.list()).isEqualTo(List.of());
    return settings;
  }
}
