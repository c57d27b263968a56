package io.postern.core.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.model.Mailbox;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.OpensslAuthority;
import io.postern.core.testing.Stores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.PreparedStatement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What anybody may add to somebody's key, and to somebody's address. */
class KeyLimitsTest {
  private static final KeyImport WISH = KeyImport.ofRecipients("admin", "test");

  @TempDir Path files;
  private SqlDatabase database;
  private KeyDirectory keys;

  @BeforeEach
  void open() {
    database = Stores.open(Stores.sqliteSettings(), files);
    InstantSource clock = InstantSource.system();
    keys = new KeyDirectory(database, Vault.open(database, Stores.rootKey(), clock), clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void add_openPgpKeyThatGrows_isRefusedAtTheLimit() throws Exception {
    byte[] key = gpgKey("sign");
    assertThatThrownBy(() -> keys.add(named(key, 0, 101), WISH))
        .isInstanceOf(KeyImportException.class)
        .hasMessageContaining("100 user IDs");
    keys.add(named(key, 0, 60), WISH);
    String before = keys.facts(keys.list().getFirst()).get("user_ids");
    assertThatThrownBy(() -> keys.add(named(key, 60, 120), WISH))
        .isInstanceOf(KeyImportException.class)
        .hasMessageContaining("with what is known of it");
    assertThat(keys.facts(keys.list().getFirst())).containsEntry("user_ids", before);
  }

  @Test
  void openPgp_filedAsFoundWhereNobodyVouches_isNotUsed() throws Exception {
    KeyImport found = KeyImport.found(KeyOrigin.DISCOVERY, "test", "t", "t", "eve@example.net");
    keys.add(gpgKey("default"), found);
    assertThat(keys.openPgp(Mailbox.parse("eve@example.net")))
        .isInstanceOfSatisfying(
            KeyDecision.Refuse.class,
            refuse -> assertThat(refuse.reason()).isEqualTo(KeyRefusal.FINDING_LAPSED));
  }

  @Test
  void add_oneKeyTooManyForAnAddress_isRefused() throws Exception {
    Path bob = OpensslAuthority.root(files, "Authority").person("bob", "bob@example.net", "");
    serving(63);
    keys.add(Files.readAllBytes(bob), WISH);
    keys.remove(keys.list().getFirst().fingerprint(), "admin");
    serving(64);
    assertThatThrownBy(() -> keys.add(Files.readAllBytes(bob), WISH))
        .isInstanceOf(KeyImportException.class)
        .hasMessageContaining("more than 64 keys");
    assertThat(keys.list()).isEmpty();
  }

  /** As if so many keys were filed. */
  private void serving(int many) {
    database
        .write(tx -> {
          PreparedStatement insert =
              tx.prepare(
                  "INSERT INTO directory_address (kind, purpose, fingerprint, address)"
                      + " VALUES ('smime', 'encrypt', ?, 'bob@example.net')"
                      + " ON CONFLICT DO NOTHING");
          for (int i = 0; i < many; i++) {
            insert.setString(1, "f" + i);
            insert.executeUpdate();
          }
          return many;
        })
        .join();
  }

  /** With user IDs that nobody signed, in packets of the old format (RFC 9580 4.2.2, 5.11). */
  private static byte[] named(byte[] key, int from, int to) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(key);
    for (int i = from; i < to; i++) {
      byte[] id = ("n" + i + " <n" + i + "@example.net>").getBytes(StandardCharsets.US_ASCII);
      all.write(0xb4);
      all.write(id.length);
      all.writeBytes(id);
    }
    return all.toByteArray();
  }

  private byte[] gpgKey(String usage) throws Exception {
    Path home =
        Files.createTempDirectory(
            "kl",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path out = files.resolve("eve.pgp");
    String algorithm = usage.equals("sign") ? "ed25519" : "default";
    gpg(home, "--passphrase", "", "--quick-gen-key", "eve@example.net", algorithm, usage, "1y");
    gpg(home, "--output", out.toString(), "--export", "eve@example.net");
    run(List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
    return Files.readAllBytes(out);
  }

  private void gpg(Path home, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("gpg", "--homedir", home.toString(), "--batch"));
    all.addAll(List.of("--yes", "--pinentry-mode", "loopback"));
    all.addAll(List.of(arguments));
    run(all);
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Path log = files.resolve("tool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
