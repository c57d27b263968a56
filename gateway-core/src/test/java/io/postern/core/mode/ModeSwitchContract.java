package io.postern.core.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.PolicySettings.Mode;
import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditFilter;
import io.postern.core.audit.AuditLink;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.FakeMeters;
import io.postern.core.testing.FlakyDatabase;
import io.postern.core.testing.LogWatch;
import io.postern.core.testing.Modes;
import io.postern.core.testing.Stores;
import io.postern.core.trail.AuditTrail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which mode counts, on every engine. */
abstract class ModeSwitchContract {
  private static final PolicySettings ENFORCE = Modes.of(Mode.ENFORCE, false);

  @TempDir Path directory;
  private final FakeClock clock = FakeClock.create();
  private Settings.Storage storage = Stores.sqliteSettings();
  private SqlDatabase database;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    storage = settings();
    reopen();
  }

  private void reopen() {
    database = SqlDatabase.open(storage, directory, Stores.NODE, Stores.rootKey(), clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private ModeSwitch modes(PolicySettings policy) {
    return new ModeSwitch(database, policy, clock);
  }

  private List<AuditEvent> audited() {
    database.write(tx -> 0).join(); // what was handed over before is committed
    return new AuditTrail(database, Stores.rootKey())
        .search(AuditFilter.ALL, 100).stream()
            .map(AuditLink::event)
            .flatMap(Optional::stream)
            .toList();
  }

  @Test
  void current_nothingSwitched_isTheConfiguredMode() {
    for (Mode mode : Mode.values()) {
      assertThat(modes(Modes.of(mode, true)).current()).isEqualTo(mode);
    }
  }

  @Test
  void change_byAnotherProcess_countsWithinASecondAndAfterARestart() {
    ModeSwitch gateway = modes(ENFORCE);
    assertThat(gateway.current()).isEqualTo(Mode.ENFORCE);
    modes(ENFORCE).change(Mode.HOLD, "alice");
    assertThat(gateway.current()).isEqualTo(Mode.ENFORCE);
    clock.advance(Duration.ofSeconds(1));
    assertThat(gateway.current()).isEqualTo(Mode.HOLD);
    database.close();
    reopen();
    assertThat(modes(ENFORCE).current()).isEqualTo(Mode.HOLD);
    assertThat(modes(ENFORCE).position().chosen())
        .contains(new Position.Switched("hold", FakeClock.create().instant(), "alice"));
    assertThat(audited()).containsExactly(new AuditEvent.ModeChanged("enforce", "hold", "alice"));
  }

  @Test
  void change_inThisProcess_countsAtOnce() {
    ModeSwitch modes = modes(ENFORCE);
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
    modes.change(Mode.HOLD, "alice");
    assertThat(modes.current()).isEqualTo(Mode.HOLD);
    modes.change(Mode.ENFORCE, "bob");
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
    assertThat(audited()).contains(new AuditEvent.ModeChanged("hold", "enforce", "bob"));
  }

  @Test
  void change_toObserveUnacknowledged_isRefused() {
    assertThatThrownBy(() -> modes(ENFORCE).change(Mode.OBSERVE, "alice"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("observe_delivers_unprotected");
    assertThat(modes(ENFORCE).current()).isEqualTo(Mode.ENFORCE);
    assertThat(audited()).isEmpty();
  }

  @Test
  void current_observeWhoseAcknowledgementWasTakenBack_isHold() {
    modes(Modes.of(Mode.ENFORCE, true)).change(Mode.OBSERVE, "alice");
    assertThat(modes(Modes.of(Mode.ENFORCE, true)).current()).isEqualTo(Mode.OBSERVE);
    assertThat(modes(ENFORCE).current()).isEqualTo(Mode.HOLD);
  }

  @Test
  void current_storeGone_staysForHalfAMinuteAndIsHoldThen() {
    ModeSwitch modes = modes(Modes.of(Mode.OBSERVE, true));
    assertThat(modes.current()).isEqualTo(Mode.OBSERVE);
    database.close();
    clock.advance(Duration.ofSeconds(29));
    assertThat(modes.current()).isEqualTo(Mode.OBSERVE);
    clock.advance(Duration.ofSeconds(1));
    assertThat(modes.current()).isEqualTo(Mode.HOLD);
    assertThat(modes(ENFORCE).current()).isEqualTo(Mode.HOLD);
    reopen();
  }

  @Test
  void trip_holdsUntilReset_alsoAfterARestartAndWhateverIsSwitched() {
    ModeSwitch modes = modes(ENFORCE);
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
    modes.trip("too much", "node1");
    assertThat(modes.current()).isEqualTo(Mode.HOLD);
    assertThat(audited()).containsExactly(new AuditEvent.BreakerTripped("too much", "node1"));
    modes.change(Mode.ENFORCE, "alice");
    assertThat(modes.current()).isEqualTo(Mode.HOLD);
    database.close();
    reopen();
    ModeSwitch later = modes(ENFORCE);
    assertThat(later.current()).isEqualTo(Mode.HOLD);
    assertThat(later.reset("alice")).isTrue();
    assertThat(later.current()).isEqualTo(Mode.ENFORCE);
    assertThat(later.reset("alice")).isFalse();
    assertThat(audited()).contains(new AuditEvent.BreakerReset("alice"));
  }

  @Test
  void trip_storeGone_holdsThisNodeAllTheSame() {
    ModeSwitch modes = modes(ENFORCE);
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
    database.close();
    modes.trip("too much", "node1");
    assertThat(modes.current()).isEqualTo(Mode.HOLD);
    reopen();
  }

  @Test
  void trip_storeFailsForAWhile_isStoredOnceItWorksAndCanBeResetThen() {
    FlakyDatabase flaky = new FlakyDatabase(database);
    ModeSwitch modes = new ModeSwitch(flaky, ENFORCE, clock, Runnable::run);
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
    flaky.failWrites(true);
    try (LogWatch log = new LogWatch()) {
      modes.trip("too much", "node1");
      for (int second = 0; second < 25; second++) {
        clock.advance(Duration.ofSeconds(1));
        assertThat(modes.current()).isEqualTo(Mode.HOLD);
      }
      assertThat(log.lines("ERROR")).hasSize(3).allMatch(l -> l.contains("alarm=\"BREAKER\""));
    }
    assertThat(modes(ENFORCE).position().tripped()).isEmpty();
    flaky.failWrites(false);
    clock.advance(Duration.ofSeconds(10));
    assertThat(modes.current()).isEqualTo(Mode.HOLD);
    assertThat(audited()).containsExactly(new AuditEvent.BreakerTripped("too much", "node1"));
    assertThat(modes(ENFORCE).current()).isEqualTo(Mode.HOLD);
    modes(ENFORCE).reset("alice");
    clock.advance(Duration.ofSeconds(1));
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void trip_isStored_theWriterGoesOnAtOnce() {
    Queue<Runnable> later = new ConcurrentLinkedQueue<>();
    ModeSwitch modes = new ModeSwitch(database, ENFORCE, clock, later::add);
    modes.trip("too much", "node1");
    database.write(tx -> 0).join();
    await().until(() -> later.size() == 1); // which the writer would have run itself
    later.remove().run();
    assertThat(modes.current()).isEqualTo(Mode.HOLD);
    assertThat(modes.reset("alice")).isTrue();
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void current_storeSilent_isAskedOncePerSecondByAllTogether() {
    FlakyDatabase flaky = new FlakyDatabase(database);
    ModeSwitch modes = new ModeSwitch(flaky, ENFORCE, clock);
    flaky.failReads(true);
    for (int caller = 0; caller < 5; caller++) {
      assertThat(modes.current()).isEqualTo(Mode.HOLD);
    }
    assertThat(flaky.reads()).isOne();
    clock.advance(Duration.ofSeconds(1));
    flaky.failReads(false);
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
    flaky.failReads(true);
    clock.advance(Duration.ofSeconds(2));
    for (int caller = 0; caller < 5; caller++) {
      assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
    }
    assertThat(flaky.reads()).isEqualTo(3);
  }

  @Test
  void watchedBy_storeSilent_showsWhatIsKnownAndAsksNobody() {
    FakeMeters meters = new FakeMeters();
    FlakyDatabase flaky = new FlakyDatabase(database);
    ModeSwitch modes = new ModeSwitch(flaky, ENFORCE, clock);
    modes.watchedBy(meters);
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
    flaky.failReads(true);
    clock.advance(Duration.ofSeconds(29));
    assertThat(meters.shown("postern_policy_mode mode=enforce")).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(meters.shown("postern_policy_mode mode=hold")).isEqualTo(1);
    assertThat(meters.shown("postern_breaker_tripped")).isZero();
    assertThat(flaky.reads()).isOne();
  }

  @Test
  void watchedBy_modeAndTrip_areShown() {
    FakeMeters meters = new FakeMeters();
    ModeSwitch modes = modes(ENFORCE);
    modes.watchedBy(meters);
    assertThat(modes.current()).isEqualTo(Mode.ENFORCE);
    assertThat(meters.shown("postern_policy_mode mode=enforce")).isEqualTo(1);
    assertThat(meters.shown("postern_breaker_tripped")).isZero();
    modes.trip("too much", "node1");
    assertThat(meters.shown("postern_policy_mode mode=enforce")).isZero();
    assertThat(meters.shown("postern_policy_mode mode=hold")).isEqualTo(1);
    assertThat(meters.shown("postern_breaker_tripped")).isEqualTo(1);
  }
}
