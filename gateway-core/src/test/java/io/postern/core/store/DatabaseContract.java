package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Reply;
import io.postern.core.testing.Stores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every engine must do. */
abstract class DatabaseContract {
  @TempDir Path directory;
  Settings.Storage settings;
  SqlDatabase database;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() throws SQLException {
    settings = settings();
    database = Stores.open(settings, directory);
    run("CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(20))");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void run(String sql) {
    database.write(tx -> tx.prepare(sql).executeUpdate()).join();
  }

  static int insert(Tx tx, int id) throws SQLException {
    PreparedStatement s = tx.prepare("INSERT INTO thing (id, name) VALUES (?, ?)");
    s.setInt(1, id);
    s.setString(2, "thing " + id);
    return s.executeUpdate();
  }

  long count(String table) {
    return database.read(c -> {
      try (ResultSet rs = c.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
        rs.next();
        return rs.getLong(1);
      }
    });
  }

  /** Holds the writer inside a unit of work until the latch opens. */
  CompletableFuture<Integer> block(CountDownLatch latch) throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CompletableFuture<Integer> held =
        database.write(tx -> {
          inside.countDown();
          await(latch);
          return 0;
        });
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    return held;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void write_unitOfWork_givesItsResultAfterTheCommit() {
    assertThat(database.write(tx -> insert(tx, 1)).join()).isEqualTo(1);
    assertThat(count("thing")).isEqualTo(1);
  }

  @Test
  void write_oneOfABatchFails_onlyThatOneFails() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Integer> held = block(latch);
    List<CompletableFuture<Integer>> good = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      int id = i;
      good.add(database.write(tx -> insert(tx, id)));
    }
    CompletableFuture<Integer> twice = database.write(tx -> insert(tx, 3));
    CompletableFuture<Integer> thrown =
        database.write(tx -> {
          insert(tx, 99);
          throw new IllegalStateException("logic");
        });
    good.add(database.write(tx -> insert(tx, 6)));
    latch.countDown();
    assertThat(held.join()).isZero();
    good.forEach(f -> assertThat(f.join()).isEqualTo(1));
    assertThatThrownBy(twice::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(StoreException.class);
    assertThatThrownBy(thrown::join).hasCauseInstanceOf(StoreException.class);
    assertThat(count("thing")).isEqualTo(6);
    assertThat(database.healthy()).isTrue();
  }

  @Test
  void write_manyAtOnce_shareOneTransaction() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    AtomicInteger times = new AtomicInteger();
    List<java.time.Instant> stamps = java.util.Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Integer> held = block(latch);
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      int id = i;
      all.add(
          database.write(tx -> {
            times.incrementAndGet();
            stamps.add(tx.now());
            return insert(tx, id);
          }));
    }
    latch.countDown();
    held.join();
    all.forEach(CompletableFuture::join);
    assertThat(times).hasValue(100);
    assertThat(stamps.stream().distinct()).hasSizeLessThan(20);
  }

  @Test
  void write_backlogFull_failsAtOnce() throws InterruptedException {
    database.close();
    database =
        Stores.open(
            new Settings.Storage(
                settings.engine(),
                settings.url(),
                settings.user(),
                settings.password(),
                1,
                1,
                2,
                settings.minimumFree()),
            directory);
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Integer> held = block(latch);
    CompletableFuture<Integer> first = database.write(tx -> insert(tx, 1));
    CompletableFuture<Integer> second = database.write(tx -> insert(tx, 2));
    CompletableFuture<Integer> third = database.write(tx -> insert(tx, 3));
    assertThat(third).isCompletedExceptionally();
    assertThat(database.refusal().map(Reply::toString).orElse("")).contains("4.3.2");
    latch.countDown();
    held.join();
    assertThat(first.join() + second.join()).isEqualTo(2);
    assertThat(database.refusal()).isEmpty();
  }

  @Test
  void write_afterClose_fails() {
    database.close();
    assertThatThrownBy(() -> database.write(tx -> 1).join())
        .hasCauseInstanceOf(StoreException.class);
  }

  @Test
  void close_withWorkWaiting_commitsItFirst() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Integer> held = block(latch);
    CompletableFuture<Integer> waiting = database.write(tx -> insert(tx, 1));
    Thread closer = Thread.ofVirtual().start(database::close);
    latch.countDown();
    closer.join();
    assertThat(held).isCompleted();
    assertThat(waiting.join()).isEqualTo(1);
  }

  @Test
  void prepare_sameSqlTwice_givesTheSameStatementWithoutParameters() {
    List<PreparedStatement> both =
        database
            .write(tx -> {
              String sql = "SELECT name FROM thing WHERE id = ?";
              PreparedStatement first = tx.prepare(sql);
              first.setInt(1, 1);
              return List.of(first, tx.prepare(sql));
            })
            .join();
    assertThat(both.getFirst()).isSameAs(both.getLast());
  }

  @Test
  void read_thatWrites_isRefused() {
    assertThatThrownBy(() ->
            database.read(c ->
                c.createStatement().executeUpdate("INSERT INTO thing (id, name) VALUES (1, 'x')")))
        .isInstanceOf(StoreException.class);
    assertThat(count("thing")).isZero();
  }

  @Test
  void audit_severalInOneBatch_makeOneChain() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Integer> held = block(latch);
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(
          database.write(tx -> {
            tx.audit(new AuditEvent.Started("1", "node1"));
            tx.audit(new AuditEvent.Stopped("node1"));
            return 1;
          }));
    }
    latch.countDown();
    held.join();
    all.forEach(CompletableFuture::join);
    assertThat(count("audit")).isEqualTo(20);
    assertThat(count("audit_head WHERE seq = 20")).isEqualTo(1);
  }

  @Test
  void open_again_keepsWhatWasThere() {
    database.write(tx -> insert(tx, 1)).join();
    database.close();
    database = Stores.open(settings, directory);
    assertThat(count("thing")).isEqualTo(1);
  }

  @Test
  void open_schemaNewerThanTheProgram_isRefused() {
    run("INSERT INTO schema_version (n, file, checksum) VALUES (900, 'V900__future.sql', 'ab')");
    database.close();
    assertThatThrownBy(() -> Stores.open(settings, directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("schema");
  }

  @Test
  void open_migrationThatWasEditedLater_isRefused() {
    run("UPDATE schema_version SET checksum = 'ab' WHERE n = 1");
    database.close();
    assertThatThrownBy(() -> Stores.open(settings, directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("schema");
  }

  @Test
  void open_fewerMigrationsApplied_appliesTheRest() {
    goBackToThree();
    run("DROP TABLE portal_session");
    database.close();
    database = Stores.open(settings, directory);
    assertThat(count("portal_item")).isZero();
    assertThat(count("schema_version")).isEqualTo(Migrations.FILES.size());
  }

  @Test
  void open_migrationThatFails_leavesTheOldSchema() throws SQLException {
    goBackToThree();
    // V4's last table, portal_session, is still there and in the way.
    database.close();
    assertThatThrownBy(() -> Stores.open(settings, directory)).isInstanceOf(StoreException.class);
    try (Connection c = dialect().writers().getConnection();
        Statement s = c.createStatement()) {
      s.execute("DROP TABLE portal_session");
    }
    database = Stores.open(settings, directory);
    assertThat(count("portal_item")).isZero();
  }

  @Test
  void open_keysImportedBeforeThereWerePins_arePinned() {
    goBackToThree();
    run("DROP TABLE portal_session");
    run(
        "INSERT INTO directory_key (kind, purpose, fingerprint, public_part, added_at, added_by,"
            + " source) SELECT 'smime', p, 'ab', '', 7, 'admin', 'x.pem'"
            + " FROM (SELECT 'encrypt' AS p UNION SELECT 'sign') AS purposes");
    run(
        "INSERT INTO directory_address (kind, purpose, fingerprint, address)"
            + " SELECT kind, purpose, fingerprint, 'a@b.example' FROM directory_key");
    database.close();
    database = Stores.open(settings, directory);
    assertThat(count("directory_address WHERE pinned_by = 'admin' AND pinned_at = 7")).isEqualTo(1);
    assertThat(count("directory_key WHERE origin = 'import' AND standing = 'filed'")).isEqualTo(2);
  }

  /** Takes back all migrations after the third, but for V4's last table. */
  private void goBackToThree() {
    run("DROP TABLE key_finding");
    for (String column : List.of("origin", "verified", "standing")) {
      run("ALTER TABLE directory_key DROP COLUMN " + column);
    }
    for (String column : List.of("reason", "by", "at")) {
      run("ALTER TABLE directory_key DROP COLUMN standing_" + column);
    }
    run("ALTER TABLE directory_address DROP COLUMN pinned_by");
    run("ALTER TABLE directory_address DROP COLUMN pinned_at");
    run("DROP TABLE smime_capability");
    run("DROP TABLE tls_due");
    run("DROP TABLE tls_session");
    run("DROP TABLE tls_report");
    run("DROP TABLE dkim_key");
    run("DROP TABLE destination");
    run("DROP INDEX delivery_destination");
    run("DROP INDEX delivery_expiry");
    run("DROP INDEX delivery_late");
    run("DROP INDEX delivery_untried");
    run("DROP INDEX delivery_leased");
    run("DROP INDEX delivery_held");
    run("ALTER TABLE delivery DROP COLUMN destination");
    run("ALTER TABLE delivery DROP COLUMN warn_at");
    run("CREATE INDEX delivery_due ON delivery (due) WHERE state = 'queued'");
    run("DROP TABLE mta_sts_policy");
    run("DROP TABLE shadow_report");
    run("DROP TABLE shadow_run");
    run("DROP TABLE judged");
    run("DROP INDEX delivery_hold_until");
    run("ALTER TABLE delivery DROP COLUMN hold_until");
    run("ALTER TABLE delivery DROP COLUMN discretion");
    run("ALTER TABLE delivery DROP COLUMN rewriting");
    run("DROP TABLE portal_item");
    run("DROP TABLE portal_challenge");
    run("DROP TABLE upstream_sighting");
    run("DROP TABLE consent");
    run("DROP TABLE policy_switch");
    run("DROP TABLE policy_version");
    run("DROP TABLE policy_in_force");
    run("DELETE FROM schema_version WHERE n >= 4");
  }

  private Dialect dialect() {
    StoreSettings all = new StoreSettings(settings, directory, Stores.NODE);
    return settings.engine() == Settings.Engine.SQLITE
        ? new SqliteDialect(all)
        : new PostgresDialect(all);
  }

  @Test
  void close_writerIdle_doesNotWaitForItsPause() {
    long start = System.nanoTime();
    for (int i = 0; i < 6; i++) {
      database.close();
      database = Stores.open(settings, directory);
      run("DELETE FROM thing");
    }
    // The writer wakes by itself once a second.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }
}
