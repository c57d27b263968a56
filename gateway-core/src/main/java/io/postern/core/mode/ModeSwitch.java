package io.postern.core.mode;

import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.PolicySettings.Mode;
import io.postern.core.audit.AuditEvent;
import io.postern.core.mode.Position.Switched;
import io.postern.core.port.Meters;
import io.postern.core.queue.Waiting;
import io.postern.core.store.Database;
import io.postern.core.store.StoreException;
import io.postern.core.store.SwitchStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mode in force: the configured one, or the one a person switched to, or {@code hold} where the
 * circuit breaker tripped. The store is asked at most once a second, by one of the threads that
 * want to know, so that a switch made by a command counts within that time; where the store does
 * not answer, the mode last known counts for a while and then {@code hold}. Safe for use by many
 * threads.
 */
public final class ModeSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(ModeSwitch.class);

  /** What is known is as good as new for so long. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** What is known may be used for so long while the store does not answer. */
  private static final Duration USABLE = Duration.ofSeconds(30);

  /** Between tries to store that the breaker tripped. */
  private static final Duration SAVE_PAUSE = Duration.ofSeconds(10);

  private static final String MODE = "mode";
  private static final String BREAKER = "breaker";

  private final Database database;
  private final PolicySettings settings;
  private final InstantSource clock;
  private final Executor after;
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicReference<@Nullable Trip> unsaved = new AtomicReference<>();
  private volatile @Nullable Known known;

  /** What was known last, also where it may not be used any more. */
  private volatile @Nullable Known seen;

  /** When the store last failed to say, unless it did since. */
  private volatile @Nullable Instant failed;

  public ModeSwitch(Database database, PolicySettings settings, InstantSource clock) {
    this(database, settings, clock, task -> Thread.ofVirtual().name("breaker").start(task));
  }

  /**
   * @param after runs what waits for who reads, which the store's only writer must not
   */
  ModeSwitch(Database database, PolicySettings settings, InstantSource clock, Executor after) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    this.after = after;
  }

  /**
   * What the store said.
   *
   * @param mode what counts because of it
   */
  private record Known(Position position, Mode mode, Instant at) {
    boolean within(Duration age, Instant now) {
      return Duration.between(at, now).abs().compareTo(age) < 0;
    }
  }

  /**
   * A trip of this node's breaker that the store does not know yet.
   *
   * @param again when storing it is tried again; empty while that is under way
   */
  private record Trip(String why, String node, Optional<Instant> again) {}

  /** Shows the mode, and whether the breaker tripped, to those who watch. */
  public void watchedBy(Meters meters) {
    for (Mode mode : Mode.values()) {
      meters.gauge("postern_policy_mode", () -> shown() == mode ? 1 : 0, "mode", mode.label());
    }
    meters.gauge("postern_breaker_tripped", () -> tripped() ? 1 : 0);
  }

  /** As far as it is known: whoever watches never waits for the store. */
  private Mode shown() {
    @Nullable Known last = seen;
    if (unsaved.get() != null || last == null || !last.within(USABLE, clock.instant())) {
      return Mode.HOLD;
    }
    return last.mode();
  }

  private boolean tripped() {
    boolean here = unsaved.get() != null;
    @Nullable Known last = seen;
    return here || (last != null && last.position().tripped().isPresent());
  }

  /** The mode in force; never fails. */
  public Mode current() {
    @Nullable Trip trip = unsaved.get();
    if (trip != null) {
      saveIfDue(trip);
      return Mode.HOLD;
    }
    @Nullable Known last = known;
    Instant now = clock.instant();
    if (last != null && last.within(FRESH, now)) {
      return last.mode();
    }
    return last != null && last.within(USABLE, now) ? refreshed(last) : fetched();
  }

  /** By one thread; the others go on with what is known. */
  private Mode refreshed(Known last) {
    if (failedLately() || !reading.tryLock()) {
      return last.mode();
    }
    try {
      return fetch().mode();
    } catch (StoreException e) {
      failed = clock.instant();
      LOG.warn("the mode cannot be read, {} stays: {}", last.mode().label(), e.getMessage());
      return last.mode();
    } finally {
      reading.unlock();
    }
  }

  /**
   * Every thread waits, since nothing is known that may be used; but not one after the other where
   * the store does not answer.
   */
  private Mode fetched() {
    reading.lock();
    try {
      @Nullable Known last = known;
      if (last != null && last.within(FRESH, clock.instant())) {
        return last.mode();
      }
      return failedLately() ? Mode.HOLD : fetch().mode();
    } catch (StoreException e) {
      failed = clock.instant();
      LOG.atError()
          .addKeyValue("alarm", "MODE")
          .log("the mode cannot be read: nothing leaves until it can: {}", e.getMessage());
      return Mode.HOLD;
    } finally {
      reading.unlock();
    }
  }

  private boolean failedLately() {
    @Nullable Instant last = failed;
    return last != null && Duration.between(last, clock.instant()).abs().compareTo(FRESH) < 0;
  }

  private Known fetch() {
    Position position = position();
    Known next = new Known(position, modeOf(position), clock.instant());
    @Nullable Known before = known;
    if (before != null && before.mode() != next.mode()) {
      LOG.warn("mode {} from now on, before {}", next.mode().label(), before.mode().label());
    }
    known = next;
    seen = next;
    failed = null;
    return next;
  }

  private Mode modeOf(Position position) {
    if (position.tripped().isPresent()) {
      return Mode.HOLD;
    }
    Mode wanted = position.chosen().flatMap(c -> parse(c.to())).orElseGet(this::configured);
    boolean acknowledged = settings.observeDeliversUnprotected();
    return wanted == Mode.OBSERVE && !acknowledged ? Mode.HOLD : wanted;
  }

  /** A mode that this program does not know was written by a later one. */
  private static Optional<Mode> parse(String label) {
    try {
      return Optional.of(Mode.valueOf(label.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.of(Mode.HOLD);
    }
  }

  /** The mode of the configuration. */
  public Mode configured() {
    return settings.mode();
  }

  /**
   * What is switched how.
   *
   * @throws StoreException where the store cannot be read
   */
  public Position position() {
    Map<String, SwitchStore.Row> rows = database.read(SwitchStore::all);
    return new Position(switched(rows.get(MODE)), switched(rows.get(BREAKER)));
  }

  private static Optional<Switched> switched(SwitchStore.@Nullable Row row) {
    return Optional.ofNullable(row)
        .map(r -> new Switched(r.position(), Instant.ofEpochMilli(r.changedAt()), r.changedBy()));
  }

  /**
   * Switches for all nodes, until the next switch. A breaker that tripped stays so.
   *
   * @throws IllegalArgumentException for a mode that needs an acknowledgement that is not there
   * @throws StoreException where it cannot be stored
   */
  public void change(Mode to, String by) {
    if (to == Mode.OBSERVE && !settings.observeDeliversUnprotected()) {
      throw new IllegalArgumentException(
          "mode observe delivers health information without protection:"
              + " policy.observe_delivers_unprotected: true must acknowledge it first");
    }
    Waiting.forCommit(
        database.write(tx -> {
          change(tx, to, by);
          return Boolean.TRUE;
        }));
    forget();
  }

  private void change(Tx tx, Mode to, String by) throws SQLException {
    String from =
        SwitchStore.find(tx, MODE)
            .map(SwitchStore.Row::position)
            .orElseGet(() -> configured().label());
    SwitchStore.set(tx, MODE, to.label(), by);
    tx.audit(new AuditEvent.ModeChanged(from, to.label(), by));
  }

  /**
   * Stops all mail of all nodes at once, for the breaker. This node stops even where that cannot be
   * stored, and goes on trying to store it.
   */
  void trip(String why, String node) {
    Trip trip = new Trip(why, node, Optional.empty());
    if (unsaved.compareAndSet(null, trip)) {
      save(trip);
    }
  }

  private void saveIfDue(Trip trip) {
    boolean due = trip.again().filter(a -> !clock.instant().isBefore(a)).isPresent();
    Trip now = new Trip(trip.why(), trip.node(), Optional.empty());
    if (due && unsaved.compareAndSet(trip, now)) {
      save(now);
    }
  }

  private void save(Trip trip) {
    try {
      database
          .write(tx -> tripped(tx, trip))
          .whenCompleteAsync((_, failure) -> saved(trip, failure), after);
    } catch (StoreException e) {
      saved(trip, e);
    }
  }

  private static boolean tripped(Tx tx, Trip trip) throws SQLException {
    if (SwitchStore.setFirst(tx, BREAKER, trip.why(), trip.node())) {
      tx.audit(new AuditEvent.BreakerTripped(trip.why(), trip.node()));
    }
    return true;
  }

  private void saved(Trip trip, @Nullable Throwable failure) {
    if (failure == null) {
      forget();
      fetched(); // so that who watches sees it tripped all the time
      unsaved.compareAndSet(trip, null);
      return;
    }
    Optional<Instant> again = Optional.of(clock.instant().plus(SAVE_PAUSE));
    unsaved.compareAndSet(trip, new Trip(trip.why(), trip.node(), again));
    LOG.atError()
        .addKeyValue("alarm", "BREAKER")
        .log(
            "the breaker's trip cannot be stored yet: until it can, only this node holds all mail");
  }

  /**
   * Lets mail go on after the breaker stopped it; false where it had not.
   *
   * @throws StoreException where it cannot be stored
   */
  public boolean reset(String by) {
    boolean reset =
        Waiting.forCommit(
            database.write(tx -> {
              boolean was = SwitchStore.clear(tx, BREAKER);
              if (was) {
                tx.audit(new AuditEvent.BreakerReset(by));
              }
              return was;
            }));
    unsaved.set(null); // the store takes one change after the other: what tripped came before
    forget();
    return reset;
  }

  /** Waits for who reads, so that nobody remembers what was read before. */
  private void forget() {
    reading.lock();
    try {
      known = null;
      failed = null;
    } finally {
      reading.unlock();
    }
  }
}
