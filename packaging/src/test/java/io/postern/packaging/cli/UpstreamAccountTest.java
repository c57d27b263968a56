package io.postern.packaging.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.config.settings.SettingsLoader;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.keys.PasswordHash;
import io.postern.core.keys.ScramVerifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code postern upstream account}. */
class UpstreamAccountTest {
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir Path directory;
  private String home = "";

  @BeforeEach
  void createHome() {
    home = directory.resolve("home").toString();
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
  }

  @Test
  void account_passwordOnInput_makesFilesThatProveItAndAStanzaThatLoads() throws IOException {
    Ran ran = account(PASSWORD + "\n", "lab/o\"ratory");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out() + ran.err()).doesNotContain(PASSWORD);
    UpstreamSettings.Account loaded = load(ran.out());
    assertThat(loaded.user()).isEqualTo("lab/o\"ratory");
    assertThat(PasswordHash.parse(loaded.password().orElseThrow().reveal()).matches(PASSWORD))
        .isTrue();
    assertThat(ScramVerifier.parse(loaded.scram().orElseThrow().reveal()).iterations())
        .isGreaterThanOrEqualTo(4096);
    for (String suffix : new String[] {"argon2id", "scram"}) {
      Path file = Path.of(home, "keys", "account-lab_o_ratory." + suffix);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  /** Pastes the stanza, as the text says. */
  private UpstreamSettings.Account load(String told) throws IOException {
    String stanza =
        told.lines()
            .dropWhile(l -> !l.startsWith("  - type"))
            .takeWhile(l -> !l.isEmpty())
            .reduce("\nupstreams:\n", (a, b) -> a + b + "\n");
    Path file = Path.of(home, "postern.yaml");
    Files.writeString(file, Files.readString(file) + stanza);
    return SettingsLoader.load(Path.of(home)).upstreams().getFirst().accounts().getFirst();
  }

  @Test
  void account_generate_printsAStrongPasswordOnceThatFits() throws IOException {
    Ran ran = account("", "app", "--generate", "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    Map<String, Object> object = Json.readObject(ran.out());
    String password = String.valueOf(object.get("password"));
    assertThat(password).hasSize(32);
    String hash = Files.readString(Path.of(home, "keys", "account-app.argon2id")).strip();
    assertThat(PasswordHash.parse(hash).matches(password)).isTrue();
    assertThat(account("", "other", "--generate", "--json").out()).doesNotContain(password);
  }

  @Test
  void account_alreadyThere_isReplacedOnlyWhenTold() throws IOException {
    Path hash = Path.of(home, "keys", "account-app.argon2id");
    account(PASSWORD + "\n", "app");
    String before = Files.readString(hash);
    refused(account(PASSWORD + "\n", "app"), "already there (use --replace)");
    assertThat(Files.readString(hash)).isEqualTo(before);
    assertThat(account(PASSWORD + "\n", "app", "--replace").code()).isZero();
    assertThat(Files.readString(hash)).isNotEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "short\n", "gr\u00fcne Wiesen im Sommer\n", " blank at the start\n"})
  void account_passwordThatWillNotDo_isRefusedAndNothingWritten(String input) {
    Ran ran = account(input, "app");
    refused(ran, "password");
    if (!input.isBlank()) {
      assertThat(ran.err()).doesNotContain(input.strip());
    }
    assertThat(Path.of(home, "keys", "account-app.argon2id")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " app", "j\u00f6rg", "a\tb"})
  void account_userThatWillNotDo_isRefused(String user) {
    refused(account(PASSWORD + "\n", user), "a user has 1 to 255 printable ASCII characters");
  }

  @Test
  void account_noHome_isRefused() {
    home = directory.resolve("nowhere").toString();
    refused(account(PASSWORD + "\n", "app"), "no such directory");
  }

  private static void refused(Ran ran, String why) {
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).startsWith("postern upstream account: ").contains(why).hasLineCount(1);
  }

  private Ran account(String input, String user, String... more) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
    try {
      String[] all = new String[5 + more.length];
      System.arraycopy(new String[] {"upstream", "account", "--home", home, user}, 0, all, 0, 5);
      System.arraycopy(more, 0, all, 5, more.length);
      return Ran.postern(all);
    } finally {
      System.setIn(before);
    }
  }
}
