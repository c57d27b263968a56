package io.postern.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditFilter;
import io.postern.core.audit.AuditLink;
import io.postern.core.history.PolicyHistory.Span;
import io.postern.core.model.PolicyFiles;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.store.StoreException;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import io.postern.core.trail.AuditTrail;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which policies were in force when, on every engine. */
abstract class PolicyHistoryContract {
  private static final PolicyFiles FIRST = files("rules: [] # pat@clinic.example ü\r\n");
  private static final PolicyFiles SECOND = files("rules: []\n");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private final FakeClock clock = FakeClock.create();
  private SqlDatabase database;
  private Vault vault;
  private PolicyHistory history;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = SqlDatabase.open(settings(), directory, Stores.NODE, Stores.rootKey(), clock);
    vault = Vault.open(database, Stores.rootKey(), clock);
    history = new PolicyHistory(database, vault, "node1");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static PolicyFiles files(String text) {
    return new PolicyFiles(
        List.of(new PolicyFiles.File("10.yaml", text), new PolicyFiles.File("20.yaml", "")));
  }

  private Instant after(int hours) {
    return START.plus(Duration.ofHours(hours));
  }

  @Test
  void begin_oneAfterTheOther_eachHasItsTimeAndItsText() {
    history.begin(FIRST);
    clock.advance(Duration.ofHours(1));
    history.begin(SECOND);
    clock.advance(Duration.ofHours(1));
    history.begin(FIRST);
    assertThat(history.spans())
        .containsExactly(
            new Span("node1", FIRST.version(), after(2), Optional.empty()),
            new Span("node1", SECOND.version(), after(1), Optional.of(after(2))),
            new Span("node1", FIRST.version(), after(0), Optional.of(after(1))));
    assertThat(history.files(FIRST.version())).contains(FIRST);
    assertThat(history.files(SECOND.version())).contains(SECOND);
    assertThat(history.files("ab")).isEmpty();
  }

  @Test
  void begin_theSameAfterARestart_changesNothing() {
    history.begin(FIRST);
    clock.advance(Duration.ofHours(1));
    new PolicyHistory(database, vault, "node1").begin(FIRST);
    assertThat(history.spans()).hasSize(1);
    assertThat(
            new AuditTrail(database, Stores.rootKey())
                .search(AuditFilter.ALL, 10).stream().map(AuditLink::event))
        .containsExactly(
            Optional.of(new AuditEvent.ConfigurationChanged("policies", FIRST.version())));
  }

  @Test
  void begin_onTwoNodes_eachHasItsOwnTimes() {
    history.begin(FIRST);
    new PolicyHistory(database, vault, "node2").begin(SECOND);
    assertThat(history.spans())
        .extracting(Span::node, Span::version)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("node1", FIRST.version()),
            org.assertj.core.groups.Tuple.tuple("node2", SECOND.version()));
  }

  @Test
  void begin_twiceInAMomentOrWithTheClockSetBack_timesDoNotOverlap() {
    history.begin(FIRST);
    history.begin(SECOND);
    clock.advance(Duration.ofHours(-1));
    history.begin(FIRST);
    assertThat(history.spans())
        .extracting(Span::since)
        .containsExactly(START.plusMillis(2), START.plusMillis(1), START);
  }

  @Test
  void files_manyMegabytes_comeBackWhole() {
    PolicyFiles large = files("# ö\"\\ partner@hospital.example\n".repeat(50_000));
    history.begin(large);
    assertThat(history.files(large.version())).contains(large);
  }

  @Test
  void files_atRest_areSealed() {
    history.begin(FIRST);
    byte[] stored =
        database.read(c -> {
          try (ResultSet r =
              c.createStatement().executeQuery("SELECT sealed FROM policy_version")) {
            r.next();
            return r.getBytes(1);
          }
        });
    assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("clinic", "rules");
  }

  @Test
  void files_textOfAnotherVersion_isAnErrorAndNotShown() {
    history.begin(FIRST);
    history.begin(SECOND);
    database
        .write(tx ->
            tx.prepare("DELETE FROM policy_version WHERE version <> '" + FIRST.version() + "'")
                .executeUpdate())
        .join();
    database
        .write(tx ->
            tx.prepare("UPDATE policy_version SET version = '" + SECOND.version() + "'")
                .executeUpdate())
        .join();
    assertThatThrownBy(() -> history.files(SECOND.version())).isInstanceOf(StoreException.class);
  }

  @Test
  void begin_storeClosed_isAnError() {
    database.close();
    assertThatThrownBy(() -> history.begin(FIRST)).isInstanceOf(StoreException.class);
    open();
  }
}
