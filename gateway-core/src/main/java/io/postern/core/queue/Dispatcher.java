package io.postern.core.queue;

import io.postern.core.port.Meters;
import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.LeaseKey;
import io.postern.core.store.LeaseStore;
import io.postern.core.store.QueueStore;
import io.postern.core.store.StoreException;
import io.postern.core.traffic.Feedback;
import io.postern.core.traffic.Lanes;
import io.postern.core.traffic.Shape;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Gives deliveries to workers, each on a virtual thread, as the {@link Lanes} of their destinations
 * allow, so that a slow or dead one keeps nobody else waiting. New deliveries are handed over in
 * memory, already leased; what does not fit stays in the store, from where a single thread fetches
 * what is due. Thread-safe.
 */
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** So long what is due gets its attempt before it is called late, or over. */
  private static final Duration WARM_UP = Duration.ofMinutes(10);

  /** In one transaction, so that no accepting session waits long behind it. */
  private static final int AT_ONCE = 500;

  private final Database database;
  private final LeaseStore leases;
  private final Worker worker;
  private final InstantSource clock;
  private final String owner;
  private final Limits limits;
  private final BooleanSupplier open;
  private final Meters meters;
  private final Replenisher replenisher;
  private final DestinationBoard board;
  private final Hands hands = new Hands();
  private final Lapses lapses;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Lanes lanes;
  private final SecureRandom tokens = new SecureRandom();
  private volatile long renewed = System.nanoTime();
  private volatile Instant renewedAt;
  private long lookAt = System.nanoTime();
  private boolean started;
  private boolean stopping;
  private List<Lease> notReturned = new ArrayList<>();
  private volatile boolean paused;
  private volatile Instant openSince = Instant.MAX;
  private final Thread leaser = Thread.ofVirtual().name("queue").unstarted(this::leaseLoop);

  /**
   * @param workers deliveries at once
   * @param memory deliveries that wait in memory for a worker
   * @param lease after this time without a sign of life another node may take over
   * @param look how often at least the store is looked at: another process (the command line) may
   *     have changed the queue
   * @param shapes what each destination may get
   */
  public record Limits(
      int workers, int memory, Duration lease, Duration look, Function<String, Shape> shapes) {}

  /**
   * @param open false while nothing may leave: what comes and what waits in memory waits in the
   *     store, and deliveries that run end; looked at whenever the store is
   */
  public Dispatcher(
      Database database,
      Worker worker,
      InstantSource clock,
      String owner,
      Limits limits,
      BooleanSupplier open,
      Meters meters) {
    this.database = database;
    this.leases = new LeaseStore(database);
    this.worker = worker;
    this.clock = clock;
    this.renewedAt = clock.instant();
    this.owner = owner;
    this.limits = limits;
    this.open = open;
    this.meters = meters;
    this.lanes = new Lanes(limits.workers(), limits.memory(), limits.shapes(), clock);
    this.replenisher = new Replenisher(database, this::stamp, this::room, clock);
    this.board = new DestinationBoard(database, owner, limits.look().multipliedBy(2));
    this.lapses =
        new Lapses(database, worker, this::stamp, hands, () -> !paused && open.getAsBoolean());
    meters.gauge("postern_queue_running", () -> locked(lanes::running));
    meters.gauge("postern_queue_waiting", () -> locked(lanes::waiting));
    meters.gauge("postern_destinations", () -> locked(lanes::suspended), "state", "suspended");
    meters.gauge("postern_destinations", () -> locked(lanes::slowed), "state", "slowed");
  }

  /** Gives back what this node was doing when it died, and begins. */
  public void start() {
    int released = Waiting.forCommit(database.write(tx -> leases.releaseAll(tx, owner)));
    board.clear();
    if (released > 0) {
      LOG.info("queue: {} deliveries of an earlier run are tried again", released);
    }
    adopt();
    openSince = clock.instant();
    lock.lock();
    try {
      started = true;
    } finally {
      lock.unlock();
    }
    leaser.start();
  }

  /**
   * Room for one new delivery to each of these destinations: they may be stored as leased with the
   * stamp given, and must then be handed over, or the room given back. Empty where they are better
   * left to the store: one slow host must not fill the memory that all share.
   */
  public Optional<QueueStore.Stamp> reserve(List<String> destinations) {
    askWhetherOpen();
    lock.lock();
    try {
      if (!started || stopping || paused || !lanes.reserve(destinations)) {
        return Optional.empty();
      }
      return Optional.of(stamp());
    } finally {
      lock.unlock();
    }
  }

  /** Takes over deliveries for which room was reserved. */
  public void handOver(List<Lease> given) {
    List<Lease> back;
    lock.lock();
    try {
      given.forEach(l -> lanes.unreserve(l.destination()));
      back = take(given);
    } finally {
      lock.unlock();
    }
    putBack(back);
  }

  /** Gives back room that is not used after all. */
  public void giveBack(List<String> destinations) {
    lock.lock();
    try {
      destinations.forEach(lanes::unreserve);
    } finally {
      lock.unlock();
    }
  }

  /** Tells that the store holds something new that is due. */
  public void wake() {
    lock.lock();
    try {
      lookAt = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts nothing new and waits for running deliveries.
   *
   * @return true where all ended in time; the others are tried again at the next start
   */
  public boolean stop(Duration timeout) {
    long until = System.nanoTime() + timeout.toNanos();
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
      while (lanes.running() > 0) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        changed.await(Math.min(left, limits.look().toNanos()), TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
    worker.stop();
    leaser.interrupt();
  }

  private QueueStore.Stamp stamp() {
    return new QueueStore.Stamp(owner, clock.instant().plus(limits.lease()), tokens.nextLong());
  }

  /**
   * What comes while stopping stays leased in the store and is given back at the next start.
   *
   * @return what goes back, because its destination died meanwhile
   */
  private List<Lease> take(List<Lease> given) {
    if (stopping) {
      return List.of();
    }
    hands.take(given);
    given.forEach(lanes::add);
    beginWaiting();
    return given.stream()
        .map(Lease::destination)
        .distinct()
        .flatMap(d -> lanes.drainSuspended(d).stream())
        .toList();
  }

  private void beginWaiting() {
    Optional<Lease> next = next();
    while (next.isPresent()) {
      begin(next.get());
      next = next();
    }
  }

  private Optional<Lease> next() {
    return stopping || paused ? Optional.empty() : lanes.begin();
  }

  /** Without the lock: it may take a query. */
  private void askWhetherOpen() {
    boolean shut = !open.getAsBoolean();
    if (paused && !shut) {
      openSince = clock.instant();
    }
    paused = shut;
  }

  private void begin(Lease lease) {
    boolean begun = false;
    try {
      Thread.ofVirtual().name(lease.message() + "-" + lease.number()).start(() -> work(lease));
      begun = true;
    } finally {
      if (!begun) {
        hands.drop(lease);
        lanes.ended(lease.destination(), Feedback.NOTHING);
      }
    }
  }

  private void work(Lease lease) {
    MDC.put("message", lease.message().value());
    Feedback feedback = Feedback.NOTHING;
    try {
      Worker.Worked worked = attempt(lease);
      feedback = worked.feedback();
      for (long i = 0; i < worked.unanswered(); i++) {
        meters.count("postern_possible_duplicates");
      }
      if (worked.more()) {
        wake();
      }
    } finally {
      hands.drop(lease);
      ended(lease.destination(), feedback);
    }
  }

  private Worker.Worked attempt(Lease lease) {
    try {
      if (isLost(lease)) {
        LOG.warn("{}: delivery {} was taken over by another node", lease.message(), lease.number());
        return Worker.Worked.NOTHING;
      }
      return worker.work(lease);
    } catch (RuntimeException | Error e) {
      return worker.broken(lease, e);
    }
  }

  private void ended(String destination, Feedback feedback) {
    meters.count(
        "postern_delivery_attempts", "feedback", feedback.kind().name().toLowerCase(Locale.ROOT));
    askWhetherOpen();
    List<Lease> back = List.of();
    lock.lock();
    try {
      back = lanes.ended(destination, feedback);
      beginWaiting();
      if (stopping || lanes.isHungry() || lanes.hasRoomAgain()) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
      putBack(back);
    }
  }

  /** Whether another may have it: to carry it all the same would bring it twice. */
  private boolean isLost(Lease lease) {
    return hands.isLost(lease)
        || (isOlderThan(limits.lease())
            && !Waiting.forCommit(database.write(tx -> leases.holds(tx, lease, owner))));
  }

  /** What waited in memory for a destination that is dead now must not fill the memory. */
  private void putBack(List<Lease> back) {
    if (!back.isEmpty()) {
      database
          .write(tx -> leases.giveBack(tx, back, owner))
          .whenComplete((given, failure) -> {
            if (failure == null) {
              hands.drop(back);
            } else {
              locked(() -> notReturned.addAll(back));
            }
          });
    }
  }

  /**
   * What the store did not take, or took without our hearing of it. To carry it after all might
   * carry it twice; to give it back twice does nothing.
   */
  private List<Lease> takeNotReturned() {
    List<Lease> back = notReturned;
    notReturned = new ArrayList<>();
    return back;
  }

  private void leaseLoop() {
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = leaseSafely();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whatever happens, this thread goes on: without it nothing that was deferred would ever leave.
   *
   * @return false at the end
   */
  private boolean leaseSafely() throws InterruptedException {
    try {
      if (!awaitWork()) {
        return false;
      }
      renew();
      putBack(locked(this::takeNotReturned));
      askWhetherOpen();
      if (paused) {
        locked(this::lookIsDue);
        putBack(locked(lanes::drain));
      } else {
        replenish();
      }
      board.tell(this::news, this::revive);
    } catch (StoreException e) {
      LOG.warn("queue: cannot lease: {}", e.getMessage());
      TimeUnit.NANOSECONDS.sleep(limits.look().toNanos());
    } catch (RuntimeException | Error e) {
      LOG.error("queue: leasing failed", e);
      TimeUnit.NANOSECONDS.sleep(limits.look().toNanos());
    }
    return true;
  }

  /** Where it fails it is tried again at once: other nodes take over what is not renewed. */
  private void renew() {
    if (!isOlderThan(limits.lease().dividedBy(3))) {
      return;
    }
    long begun = System.nanoTime();
    Instant now = clock.instant();
    List<LeaseKey> all = hands.all();
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      List<LeaseKey> some = all.subList(i, Math.min(i + AT_ONCE, all.size()));
      Instant until = now.plus(limits.lease());
      hands.lose(Waiting.forCommit(database.write(tx -> leases.renew(tx, some, owner, until))));
    }
    renewed = begun;
    renewedAt = now;
  }

  /**
   * By the monotonic clock, as the wall clock may jump; by that too, as a machine may stand still.
   */
  private boolean isOlderThan(Duration age) {
    return System.nanoTime() - renewed >= age.toNanos()
        || Duration.between(renewedAt, clock.instant()).compareTo(age) >= 0;
  }

  /**
   * Waits until there is a reason to look; false at the end. That all workers are busy is none to
   * wait longer: their leases have to be renewed, and what waits in memory may have to go back.
   */
  private boolean awaitWork() throws InterruptedException {
    lock.lock();
    try {
      beginWaiting();
      while (!stopping && !reasonToLook()) {
        changed.awaitNanos(Math.clamp(untilNext(), 1, limits.look().toNanos()));
        beginWaiting();
      }
      return !stopping;
    } finally {
      lock.unlock();
    }
  }

  private boolean reasonToLook() {
    boolean wanted = !paused && (lanes.isHungry() || lanes.hasRoomAgain());
    return wanted || System.nanoTime() - lookAt >= 0;
  }

  /** Until the next look, or until something in memory may begin. */
  private long untilNext() {
    long look = lookAt - System.nanoTime();
    long opens =
        lanes
            .opens()
            .map(at -> Duration.between(clock.instant(), at).toNanos())
            .orElse(limits.look().toNanos());
    return look > 0 ? Math.min(look, opens) : opens;
  }

  private void replenish() {
    put(replenisher.of(locked(lanes::hungry)));
    if (locked(this::lookIsDue)) {
      Replenisher.Page page = replenisher.next();
      put(page.fetched());
      Duration rest =
          switch (page.rest()) {
            case MORE -> Duration.ZERO;
            case NONE -> replenisher.quiet(limits.look());
            case NO_ROOM -> limits.look();
          };
      locked(() -> lookWithin(rest));
    }
  }

  /** A wish to look that comes from here on is for the next time. */
  private boolean lookIsDue() {
    boolean due = lanes.takeRoomAgain() || System.nanoTime() - lookAt >= 0;
    if (due) {
      lookAt = System.nanoTime() + limits.look().toNanos();
    }
    return due;
  }

  private long lookWithin(Duration rest) {
    long again = System.nanoTime() + rest.toNanos();
    lookAt = again - lookAt < 0 ? again : lookAt;
    return lookAt;
  }

  private void put(List<Replenisher.Fetched> fetched) {
    List<Lease> back = new ArrayList<>();
    lock.lock();
    try {
      for (Replenisher.Fetched one : fetched) {
        lanes.moreStored(one.destination(), one.more());
        back.addAll(take(one.leases()));
      }
    } finally {
      lock.unlock();
      putBack(back);
    }
  }

  private int room(String destination) {
    return locked(() -> lanes.room(destination));
  }

  private Lanes.News news() {
    return locked(lanes::news);
  }

  private void revive(String destination) {
    locked(() -> {
      lanes.revive(destination);
      return lookWithin(Duration.ZERO);
    });
  }

  /** Makes what nobody would fetch fit to be fetched: leases that ran out, other programs' rows. */
  void takeIn() {
    int released =
        Waiting.forCommit(database.write(tx -> leases.releaseExpired(tx, owner, hands::hold)));
    if (released + adopt() > 0) {
      wake();
    }
  }

  private int adopt() {
    int adopted = 0;
    int step;
    do {
      step = Waiting.forCommit(database.write(tx -> leases.adopt(tx, worker.warnAfter(), AT_ONCE)));
      adopted += step;
    } while (step == AT_ONCE);
    return adopted;
  }

  /**
   * Sees to what gets no attempt: senders that should hear, deliveries whose time is over. Not soon
   * after a time in which nothing left: the first attempt may be all that they wait for.
   */
  void seeToLapsed() {
    boolean warm = Duration.between(openSince, clock.instant()).compareTo(WARM_UP) >= 0;
    if (!paused && warm && lapses.round(locked(lanes::suspendedOnes))) {
      wake();
    }
  }

  private <T> T locked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }
}
