package io.postern.core.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.store.KekRows;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private static final byte[] SECRET = "secret".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;
  private final FakeClock clock = FakeClock.create();
  private SqlDatabase database;

  @BeforeEach
  void open() {
    database = Stores.open(Stores.sqliteSettings(), directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void rotateIfDue_within30Days_keepsTheEpoch() {
    Vault vault = vault();
    clock.advance(Duration.ofDays(30));
    vault.rotateIfDue();
    assertThat(epochs()).isEqualTo(1);
  }

  @Test
  void rotateIfDue_after30Days_beginsOneAndStillOpensOldSecrets() {
    Vault vault = vault();
    byte[] sealed = vault.sealSecret(SECRET, "test");
    clock.advance(Duration.ofDays(30).plusMillis(1));
    vault.rotateIfDue();
    vault.rotateIfDue();
    assertThat(epochs()).isEqualTo(2);
    assertThat(vault.openSecret(sealed, "test")).isEqualTo(SECRET);
  }

  @Test
  void rotateIfDue_anotherNodeDidIt_takesItsEpoch() {
    Vault one = vault();
    Vault other = vault();
    clock.advance(Duration.ofDays(31));
    one.rotateIfDue();
    other.rotateIfDue();
    assertThat(epochs()).isEqualTo(2);
    assertThat(one.openSecret(other.sealSecret(SECRET, "test"), "test")).isEqualTo(SECRET);
  }

  private Vault vault() {
    return Vault.open(database, Stores.rootKey(), clock);
  }

  private int epochs() {
    return database.read(KekRows::all).size();
  }
}
