package io.postern.core.queue;

import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.QueueStore;
import io.postern.core.store.StoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Gives deliveries to workers, each on a virtual thread: at most so many in all and so many for one
 * next hop, so that a slow host keeps nobody else waiting. New deliveries are handed over in
 * memory, already leased; what does not fit stays in the store, from where a single thread leases
 * what is due. Thread-safe.
 */
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** Another process (the command line) may have changed the queue: look at least this often. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final int LEASES_AT_ONCE = 100;

  private final Database database;
  private final QueueStore queue;
  private final Worker worker;
  private final InstantSource clock;
  private final String owner;
  private final Limits limits;
  private final BooleanSupplier open;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Line line;
  private final SecureRandom tokens = new SecureRandom();
  private long renewed = System.nanoTime();
  private boolean look = true;
  private boolean started;
  private boolean stopping;
  private volatile boolean paused;
  private final Thread leaser = Thread.ofVirtual().name("queue").unstarted(this::leaseLoop);

  /**
   * @param workers deliveries at once
   * @param perHop of these, at most so many for one next hop
   * @param memory deliveries that wait in memory for a worker
   * @param lease after this time without a sign of life another node may take over
   */
  public record Limits(int workers, int perHop, int memory, Duration lease) {}

  /**
   * @param open false while nothing may leave: what comes and what waits in memory waits in the
   *     store, and deliveries that run end; looked at every two seconds or more often
   */
  public Dispatcher(
      Database database,
      Worker worker,
      InstantSource clock,
      String owner,
      Limits limits,
      BooleanSupplier open) {
    this.database = database;
    this.queue = new QueueStore(database);
    this.worker = worker;
    this.clock = clock;
    this.owner = owner;
    this.limits = limits;
    this.open = open;
    this.line = new Line(limits);
  }

  /** Gives back what this node was doing when it died, and begins. */
  public void start() {
    int released = Waiting.forCommit(database.write(tx -> queue.releaseAll(tx, owner)));
    if (released > 0) {
      LOG.info("queue: {} deliveries of an earlier run are tried again", released);
    }
    lock.lock();
    try {
      started = true;
    } finally {
      lock.unlock();
    }
    leaser.start();
  }

  /**
   * Room for one new delivery to each of these next hops: they may be stored as leased with the
   * stamp given, and must then be handed over, or the room given back. Empty where they are better
   * left to the store: one slow host must not fill the memory that all share.
   */
  public Optional<QueueStore.Stamp> reserve(List<String> nextHops) {
    askWhetherOpen();
    lock.lock();
    try {
      if (!started || stopping || paused || !line.reserve(nextHops)) {
        return Optional.empty();
      }
      return Optional.of(stamp());
    } finally {
      lock.unlock();
    }
  }

  /** Takes over deliveries for which room was reserved. */
  public void handOver(List<Lease> leases) {
    lock.lock();
    try {
      leases.forEach(l -> line.unreserve(l.nextHop()));
      take(leases);
    } finally {
      lock.unlock();
    }
  }

  /** Gives back room that is not used after all. */
  public void giveBack(List<String> nextHops) {
    lock.lock();
    try {
      nextHops.forEach(line::unreserve);
    } finally {
      lock.unlock();
    }
  }

  /** Tells that the store holds something new that is due. */
  public void wake() {
    lock.lock();
    try {
      look = true;
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
      while (line.running() > 0) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        changed.await(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
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

  /** What comes while stopping stays leased in the store and is given back at the next start. */
  private void take(List<Lease> leases) {
    if (!stopping) {
      leases.forEach(line::add);
      beginWaiting();
    }
  }

  private void beginWaiting() {
    Optional<Lease> next = next();
    while (next.isPresent()) {
      begin(next.get());
      next = next();
    }
  }

  private Optional<Lease> next() {
    return stopping || paused ? Optional.empty() : line.begin();
  }

  /** Without the lock: it may take a query. */
  private void askWhetherOpen() {
    paused = !open.getAsBoolean();
  }

  private void begin(Lease lease) {
    boolean begun = false;
    try {
      Thread.ofVirtual().name(lease.message() + "-" + lease.number()).start(() -> work(lease));
      begun = true;
    } finally {
      if (!begun) {
        line.ended(lease.nextHop());
      }
    }
  }

  private void work(Lease lease) {
    MDC.put("message", lease.message().value());
    try {
      if (attempt(lease)) {
        wake();
      }
    } finally {
      ended(lease.nextHop());
    }
  }

  private boolean attempt(Lease lease) {
    try {
      return worker.work(lease);
    } catch (RuntimeException | Error e) {
      return worker.broken(lease, e);
    }
  }

  private void ended(String nextHop) {
    askWhetherOpen();
    lock.lock();
    try {
      line.ended(nextHop);
      beginWaiting();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void leaseLoop() {
    try {
      while (awaitRoom()) {
        leaseSafely();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whatever happens, this thread goes on: without it nothing that was deferred would ever leave.
   */
  private void leaseSafely() throws InterruptedException {
    try {
      renew();
      askWhetherOpen();
      if (paused) {
        giveBackWaiting();
      } else {
        leaseOnce();
      }
    } catch (StoreException e) {
      LOG.warn("queue: cannot lease: {}", e.getMessage());
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    } catch (RuntimeException | Error e) {
      LOG.error("queue: leasing failed", e);
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
  }

  /** By the monotonic clock: the wall clock may jump. */
  private void renew() {
    if (System.nanoTime() - renewed < limits.lease().dividedBy(3).toNanos()) {
      return;
    }
    renewed = System.nanoTime();
    Instant until = clock.instant().plus(limits.lease());
    Waiting.forCommit(database.write(tx -> queue.renew(tx, owner, until)));
  }

  /** Waits until there is room and a reason to look; false at the end. */
  private boolean awaitRoom() throws InterruptedException {
    long due = System.nanoTime() + untilDue().toNanos();
    lock.lock();
    try {
      while (!stopping && (!reasonToLook(due) || !line.hasWorker())) {
        long left = due - System.nanoTime();
        changed.awaitNanos(left > 0 ? left : LOOK.toNanos());
      }
      look = false;
      return !stopping;
    } finally {
      lock.unlock();
    }
  }

  private boolean reasonToLook(long due) {
    return look || System.nanoTime() - due >= 0;
  }

  private Duration untilDue() {
    if (paused) {
      return LOOK;
    }
    try {
      Duration wait =
          queue.nextDue().map(due -> Duration.between(clock.instant(), due)).orElse(LOOK);
      return wait.compareTo(LOOK) > 0 ? LOOK : wait.isNegative() ? Duration.ZERO : wait;
    } catch (StoreException e) {
      return LOOK;
    }
  }

  /** While nothing may leave, operators reach what waits in the store only. */
  private void giveBackWaiting() {
    List<Lease> waiting = takeWaiting();
    if (waiting.isEmpty()) {
      return;
    }
    boolean given = false;
    try {
      given =
          Waiting.forCommit(
              database.write(tx -> {
                queue.release(tx, waiting, owner);
                return Boolean.TRUE;
              }));
    } finally {
      if (!given) {
        keep(waiting);
      }
    }
  }

  private List<Lease> takeWaiting() {
    lock.lock();
    try {
      return line.clear();
    } finally {
      lock.unlock();
    }
  }

  private void keep(List<Lease> leases) {
    lock.lock();
    try {
      take(leases);
    } finally {
      lock.unlock();
    }
  }

  private void leaseOnce() {
    List<String> busy = busy();
    QueueStore.Stamp stamp = stamp();
    List<Lease> leases =
        Waiting.forCommit(database.write(tx -> queue.lease(tx, stamp, LEASES_AT_ONCE, busy)));
    lock.lock();
    try {
      take(leases);
      look = look || leases.size() == LEASES_AT_ONCE;
    } finally {
      lock.unlock();
    }
  }

  private List<String> busy() {
    lock.lock();
    try {
      return line.busy();
    } finally {
      lock.unlock();
    }
  }
}
