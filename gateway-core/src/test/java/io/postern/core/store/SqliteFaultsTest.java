package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.config.DataSize;
import io.postern.config.settings.Settings;
import io.postern.core.model.Reply;
import io.postern.core.testing.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk, a damaged file, a stranger's lock. */
class SqliteFaultsTest {
  @TempDir Path directory;
  private SqlDatabase database;

  @BeforeEach
  void open() {
    database = Stores.open(Stores.sqliteSettings(), directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private int execute(String sql) {
    return database
        .write(tx -> {
          PreparedStatement s = tx.prepare(sql);
          return s.execute() ? 1 : 0;
        })
        .join();
  }

  private void insertMegabyte() {
    execute(
        "INSERT INTO content (message_id, seq, data)"
            + " SELECT 'x', count(*), zeroblob(1000000) FROM content");
  }

  private String pragma(String name) {
    return database.read(c -> {
      try (ResultSet rs = c.createStatement().executeQuery("PRAGMA " + name)) {
        rs.next();
        return rs.getString(1);
      }
    });
  }

  @Test
  void open_newFile_isPrivateAndWellSet() throws Exception {
    insertMegabyte();
    for (String name : new String[] {"postern.db", "postern.db-wal", "postern.db-shm"}) {
      assertThat(Files.getPosixFilePermissions(directory.resolve(name)))
          .as(name)
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    assertThat(pragma("journal_mode")).isEqualTo("wal");
    assertThat(pragma("auto_vacuum")).isEqualTo("2");
    assertThat(
            database
                .write(tx -> {
                  try (ResultSet rs = tx.prepare("PRAGMA synchronous").executeQuery()) {
                    rs.next();
                    return rs.getInt(1);
                  }
                })
                .join())
        .as("NORMAL: the WAL is synced by us")
        .isEqualTo(1);
  }

  /** As the command line does beside a gateway under load. */
  @Test
  void write_besideAWriterThatNeverRests_comesToItsTurn() {
    AtomicBoolean rest = new AtomicBoolean();
    List<Thread> busy = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      busy.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!rest.get()) {
                  execute("UPDATE probe SET padding = randomblob(100)");
                }
              }));
    }
    try (SqlDatabase other = Stores.open(Stores.sqliteSettings(), directory)) {
      for (int i = 0; i < 20; i++) {
        assertThat(other.write(tx -> tx.prepare("UPDATE probe SET id = 1").executeUpdate()))
            .succeedsWithin(Duration.ofSeconds(10));
      }
    } finally {
      rest.set(true);
      busy.forEach(SqliteFaultsTest::join);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void write_storeFull_failsClearlyAndRecoversByItself() {
    String pages = pragma("page_count");
    execute("PRAGMA max_page_count = " + (Integer.parseInt(pages) + 300));
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                insertMegabyte();
              }
            })
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(StoreException.class)
        .hasMessageContaining("full");
    assertThat(database.healthy()).isFalse();
    assertThat(database.refusal().map(Reply::toString))
        .contains("452 4.3.1 Insufficient system storage");
    execute("PRAGMA max_page_count = 1000000");
    await().until(database::healthy);
    assertThat(database.refusal()).isEmpty();
    insertMegabyte();
  }

  @Test
  void refusal_freeSpaceBelowTheMinimum_is452() {
    database.close();
    Settings.Storage s = Stores.sqliteSettings();
    database =
        Stores.open(
            new Settings.Storage(
                s.engine(),
                s.url(),
                s.user(),
                s.password(),
                s.readers(),
                s.batch(),
                s.backlog(),
                new DataSize(Long.MAX_VALUE)),
            directory);
    assertThat(database.refusal().map(Reply::code)).contains(452);
    assertThat(database.healthy()).as("the queue may still settle").isTrue();
    insertMegabyte();
  }

  @Test
  void write_otherProcessWroteInBetween_works() throws SQLException {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement s = other.createStatement()) {
      s.execute("BEGIN IMMEDIATE");
      s.execute("INSERT INTO probe (id, padding) VALUES (7, x'00')");
      var waiting = database.write(tx -> tx.prepare("DELETE FROM probe").executeUpdate());
      s.execute("COMMIT");
      assertThat(waiting.join()).isEqualTo(1);
    }
  }

  private Path file() {
    return directory.resolve("postern.db");
  }

  @Test
  void open_damagedFile_isRefused() throws Exception {
    database.close();
    byte[] bytes = Files.readAllBytes(file());
    for (int i = 0; i < 4096; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file(), bytes);
    assertThatThrownBy(() -> Stores.open(Stores.sqliteSettings(), directory))
        .isInstanceOf(StoreException.class);
    assertThat(Files.readAllBytes(file())).as("never created anew").isEqualTo(bytes);
    Files.delete(file());
    database = Stores.open(Stores.sqliteSettings(), directory);
  }

  @Test
  void tidy_aDrainedQueue_givesItsSpaceBack() {
    for (int i = 0; i < 100; i++) {
      insertMegabyte();
    }
    execute("DELETE FROM content");
    long before = Long.parseLong(pragma("page_count"));

    database.tidy();

    assertThat(Long.parseLong(pragma("page_count"))).isLessThan(before - 2_500);
  }
}
