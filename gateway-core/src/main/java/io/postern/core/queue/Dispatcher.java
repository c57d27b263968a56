package io.postern.core.queue;

import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.QueueStore;
import io.postern.core.store.StoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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

  /** New deliveries that may wait in memory for each worker that their next hop may have. */
  private static final int WAITING_PER_WORKER = 4;

  private final Database database;
  private final QueueStore queue;
  private final Worker worker;
  private final InstantSource clock;
  private final String owner;
  private final Limits limits;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Hop> hops = new HashMap<>();
  private final Deque<Hop> line = new ArrayDeque<>();
  private final SecureRandom tokens = new SecureRandom();
  private long renewed = System.nanoTime();
  private int running;
  private int waiting;
  private int reserved;
  private boolean look = true;
  private boolean started;
  private boolean stopping;
  private final Thread leaser = Thread.ofVirtual().name("queue").unstarted(this::leaseLoop);

  /**
   * @param workers deliveries at once
   * @param perHop of these, at most so many for one next hop
   * @param memory deliveries that wait in memory for a worker
   * @param lease after this time without a sign of life another node may take over
   */
  public record Limits(int workers, int perHop, int memory, Duration lease) {}

  private static final class Hop {
    private int running;
    private int reserved;
    private boolean queued;
    private final Deque<Lease> waiting = new ArrayDeque<>();

    boolean unused() {
      return running == 0 && reserved == 0 && waiting.isEmpty();
    }
  }

  public Dispatcher(
      Database database, Worker worker, InstantSource clock, String owner, Limits limits) {
    this.database = database;
    this.queue = new QueueStore(database);
    this.worker = worker;
    this.clock = clock;
    this.owner = owner;
    this.limits = limits;
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
    lock.lock();
    try {
      boolean room =
          started
              && !stopping
              && waiting + reserved + nextHops.size() <= limits.memory()
              && nextHops.stream().allMatch(this::hasRoom);
      if (!room) {
        return Optional.empty();
      }
      nextHops.forEach(h -> hop(h).reserved++);
      reserved += nextHops.size();
      return Optional.of(stamp());
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(String nextHop) {
    Hop hop = hops.get(nextHop);
    return hop == null || hop.waiting.size() + hop.reserved < WAITING_PER_WORKER * limits.perHop();
  }

  /** Takes over deliveries for which room was reserved. */
  public void handOver(List<Lease> leases) {
    lock.lock();
    try {
      leases.forEach(l -> unreserve(l.nextHop()));
      leases.forEach(this::enqueue);
    } finally {
      lock.unlock();
    }
  }

  /** Gives back room that is not used after all. */
  public void giveBack(List<String> nextHops) {
    lock.lock();
    try {
      nextHops.forEach(this::unreserve);
      nextHops.forEach(this::forget);
    } finally {
      lock.unlock();
    }
  }

  private void unreserve(String nextHop) {
    reserved--;
    hop(nextHop).reserved--;
  }

  private Hop hop(String nextHop) {
    return hops.computeIfAbsent(nextHop, h -> new Hop());
  }

  private void forget(String nextHop) {
    if (hop(nextHop).unused()) {
      hops.remove(nextHop);
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
      while (running > 0) {
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

  private void enqueue(Lease lease) {
    if (stopping) {
      return; // stays leased in the store and is given back at the next start
    }
    Hop hop = hop(lease.nextHop());
    hop.waiting.add(lease);
    waiting++;
    line(hop);
    beginWaiting();
  }

  /** Puts a hop into the line of those that have something waiting, once. */
  private void line(Hop hop) {
    if (!hop.queued && !hop.waiting.isEmpty() && hop.running < limits.perHop()) {
      hop.queued = true;
      line.add(hop);
    }
  }

  /** One delivery of each hop in turn, so that a busy one does not keep the others waiting. */
  private void beginWaiting() {
    while (!stopping && running < limits.workers() && !line.isEmpty()) {
      Hop hop = line.poll();
      hop.queued = false;
      waiting--;
      begin(hop, hop.waiting.remove());
      line(hop);
    }
  }

  private void begin(Hop hop, Lease lease) {
    running++;
    hop.running++;
    boolean begun = false;
    try {
      Thread.ofVirtual().name(lease.message() + "-" + lease.number()).start(() -> work(hop, lease));
      begun = true;
    } finally {
      if (!begun) {
        running--;
        hop.running--;
      }
    }
  }

  private void work(Hop hop, Lease lease) {
    MDC.put("message", lease.message().value());
    try {
      if (attempt(lease)) {
        wake();
      }
    } finally {
      ended(hop, lease.nextHop());
    }
  }

  private boolean attempt(Lease lease) {
    try {
      return worker.work(lease);
    } catch (RuntimeException | Error e) {
      return worker.broken(lease, e);
    }
  }

  private void ended(Hop hop, String nextHop) {
    lock.lock();
    try {
      running--;
      hop.running--;
      line(hop);
      beginWaiting();
      forget(nextHop);
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
      leaseOnce();
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
      while (!stopping && (!reasonToLook(due) || running >= limits.workers())) {
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
    try {
      Duration wait =
          queue.nextDue().map(due -> Duration.between(clock.instant(), due)).orElse(LOOK);
      return wait.compareTo(LOOK) > 0 ? LOOK : wait.isNegative() ? Duration.ZERO : wait;
    } catch (StoreException e) {
      return LOOK;
    }
  }

  private void leaseOnce() {
    List<String> busy = busy();
    QueueStore.Stamp stamp = stamp();
    List<Lease> leases =
        Waiting.forCommit(database.write(tx -> queue.lease(tx, stamp, LEASES_AT_ONCE, busy)));
    lock.lock();
    try {
      leases.forEach(this::enqueue);
      look = look || leases.size() == LEASES_AT_ONCE;
    } finally {
      lock.unlock();
    }
  }

  /** Next hops that have all the workers they may have. */
  private List<String> busy() {
    lock.lock();
    try {
      return hops.entrySet().stream()
          .filter(h -> h.getValue().running >= limits.perHop())
          .map(Map.Entry::getKey)
          .toList();
    } finally {
      lock.unlock();
    }
  }
}
