package io.postern.core.queue;

import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.QueueStore;
import io.postern.core.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

  private final Database database;
  private final QueueStore queue;
  private final Worker worker;
  private final InstantSource clock;
  private final String owner;
  private final Limits limits;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Hop> hops = new HashMap<>();
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
   * @param lease how long a worker has
   */
  public record Limits(int workers, int perHop, int memory, Duration lease) {}

  private static final class Hop {
    private int running;
    private final Deque<Lease> waiting = new ArrayDeque<>();
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
   * Room for so many new deliveries: they may be stored as leased with the stamp given, and must
   * then be handed over, or the room given back. Empty where they are better left to the store.
   */
  public Optional<QueueStore.Stamp> reserve(int deliveries) {
    lock.lock();
    try {
      if (!started || stopping || waiting + reserved + deliveries > limits.memory()) {
        return Optional.empty();
      }
      reserved += deliveries;
      return Optional.of(stamp());
    } finally {
      lock.unlock();
    }
  }

  /** Takes over deliveries for which room was reserved. */
  public void handOver(List<Lease> leases) {
    lock.lock();
    try {
      reserved -= leases.size();
      leases.forEach(this::enqueue);
    } finally {
      lock.unlock();
    }
  }

  /** Gives back room that is not used after all. */
  public void giveBack(int deliveries) {
    lock.lock();
    try {
      reserved -= deliveries;
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
    leaser.interrupt();
  }

  private QueueStore.Stamp stamp() {
    return new QueueStore.Stamp(
        owner, Instant.ofEpochMilli(clock.instant().plus(limits.lease()).toEpochMilli()));
  }

  private void enqueue(Lease lease) {
    Hop hop = hops.computeIfAbsent(lease.nextHop(), h -> new Hop());
    if (stopping) {
      return; // stays leased in the store and is given back at the next start
    }
    if (running < limits.workers() && hop.running < limits.perHop()) {
      begin(hop, lease);
    } else {
      hop.waiting.add(lease);
      waiting++;
    }
  }

  private void begin(Hop hop, Lease lease) {
    running++;
    hop.running++;
    Thread.ofVirtual().name(lease.message() + "-" + lease.number()).start(() -> work(hop, lease));
  }

  private void work(Hop hop, Lease lease) {
    MDC.put("message", lease.message().value());
    try {
      if (worker.work(lease)) {
        wake();
      }
    } catch (RuntimeException e) {
      // The lease runs out and the delivery is tried again; nothing is lost.
      LOG.error("{}: delivery {} ended unexpectedly", lease.message(), lease.number(), e);
    } finally {
      ended(hop, lease.nextHop());
    }
  }

  private void ended(Hop hop, String nextHop) {
    lock.lock();
    try {
      running--;
      hop.running--;
      beginWaiting(hop);
      if (hop.running == 0 && hop.waiting.isEmpty()) {
        hops.remove(nextHop, hop);
      }
      if (stopping || waiting < limits.memory() / 2) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void beginWaiting(Hop first) {
    if (stopping) {
      return;
    }
    if (!first.waiting.isEmpty()) {
      waiting--;
      begin(first, first.waiting.poll());
      return;
    }
    if (waiting == 0) {
      return;
    }
    for (Hop hop : hops.values()) {
      if (!hop.waiting.isEmpty() && hop.running < limits.perHop()) {
        waiting--;
        begin(hop, hop.waiting.poll());
        return;
      }
    }
  }

  private void leaseLoop() {
    try {
      while (awaitRoom()) {
        leaseOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until there is room and a reason to look; false at the end. */
  private boolean awaitRoom() throws InterruptedException {
    long due = System.nanoTime() + untilDue().toNanos();
    lock.lock();
    try {
      while (!stopping && (!reasonToLook(due) || waiting + reserved > limits.memory() / 2)) {
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

  private void leaseOnce() throws InterruptedException {
    try {
      List<String> busy = busy();
      QueueStore.Stamp stamp = stamp();
      List<Lease> leases =
          Waiting.forCommit(database.write(tx -> queue.lease(tx, stamp, LEASES_AT_ONCE, busy)));
      lock.lock();
      try {
        leases.forEach(this::enqueue);
        look = leases.size() == LEASES_AT_ONCE;
      } finally {
        lock.unlock();
      }
    } catch (StoreException e) {
      LOG.warn("queue: cannot lease: {}", e.getMessage());
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
  }

  /** Next hops with as much in hand as they may have, and as much again waiting. */
  private List<String> busy() {
    lock.lock();
    try {
      List<String> busy = new ArrayList<>();
      hops.forEach((name, hop) -> {
        if (hop.running >= limits.perHop() && hop.waiting.size() >= limits.perHop()) {
          busy.add(name);
        }
      });
      return busy;
    } finally {
      lock.unlock();
    }
  }
}
