package io.postern.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootKeySourceTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir Path home;
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    data = Files.createDirectory(home.resolve("data"));
  }

  private static Settings.Sealing file(String name) {
    return new Settings.Sealing(Optional.of(Path.of(name)), Optional.empty(), Optional.empty());
  }

  private Path write(String name, String text, String mode) throws IOException {
    Path file = home.resolve(name);
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private RootKey read(Settings.Sealing sealing, Map<String, String> environment) {
    return new RootKeySource(environment).read(sealing, home, data);
  }

  private static byte[] derived(RootKey key) {
    return key.derive("test", "AES").getEncoded();
  }

  @Test
  void read_everySource_givesTheSameKey() throws IOException {
    write("root.key", KEY + "\n", "r--------");
    byte[] expected = derived(RootKey.take(new byte[32]));
    assertThat(derived(read(file("root.key"), Map.of()))).isEqualTo(expected);
    Settings.Sealing credential =
        new Settings.Sealing(Optional.empty(), Optional.of("root.key"), Optional.empty());
    assertThat(derived(read(credential, Map.of("CREDENTIALS_DIRECTORY", home.toString()))))
        .isEqualTo(expected);
    Settings.Sealing variable =
        new Settings.Sealing(Optional.empty(), Optional.empty(), Optional.of("ROOT"));
    assertThat(derived(read(variable, Map.of("ROOT", KEY)))).isEqualTo(expected);
  }

  @Test
  void derive_anotherPurpose_givesAnotherKey() {
    RootKey key = RootKey.take(new byte[32]);
    assertThat(derived(key)).isNotEqualTo(key.derive("other", "AES").getEncoded()).hasSize(32);
  }

  @Test
  void take_theBytes_wipesThem() {
    byte[] bytes = {1, 2, 3};
    assertThatThrownBy(() -> RootKey.take(bytes)).isInstanceOf(IllegalArgumentException.class);
    assertThat(bytes).containsOnly(0);
  }

  @Test
  void read_badSource_isRefusedWithoutTheKey() throws IOException {
    write("world.key", KEY, "r--r--r--");
    bad(file("world.key"), "open to others");
    write("group.key", KEY, "rw--w----");
    bad(file("group.key"), "open to others");
    write("short.key", "c2hvcnQ=", "r--------");
    bad(file("short.key"), "32 bytes");
    write("text.key", "!secret-not-base64!", "r--------");
    bad(file("text.key"), "32 bytes");
    write("long.key", KEY + KEY, "r--------");
    bad(file("long.key"), "32 bytes");
    write("data/inside.key", KEY, "r--------");
    bad(file("data/inside.key"), "data directory");
    Files.createSymbolicLink(home.resolve("link.key"), home.resolve("data/inside.key"));
    bad(file("link.key"), "data directory");
    bad(file("missing.key"), "cannot be read");
    bad(
        new Settings.Sealing(Optional.empty(), Optional.of("x"), Optional.empty()),
        "CREDENTIALS_DIRECTORY");
    bad(new Settings.Sealing(Optional.empty(), Optional.empty(), Optional.of("NONE")), "NONE");
  }

  private void bad(Settings.Sealing sealing, String why) {
    assertThatThrownBy(() -> read(sealing, Map.of()))
        .isInstanceOf(RootKeyException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining(KEY)
        .hasMessageNotContaining("secret");
  }
}
