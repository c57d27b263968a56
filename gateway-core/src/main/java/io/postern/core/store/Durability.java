package io.postern.core.store;

import io.postern.core.audit.ChainHead;
import io.postern.core.model.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Waits for the disk, and only then tells those whose changes were committed. The writer goes on
 * meanwhile: commits lie in the log in their order, so one fsync makes all durable that came before
 * it. After one that failed nothing is durable any more until {@link #resume}. Safe for use by the
 * writer's thread and its own.
 */
final class Durability {
  /** A transaction that ended but may not be on the disk. */
  record Committed(List<Pending<?>> units, Optional<ChainHead> end, CommitLog log) {}

  private final Health health;
  private final Consumer<ChainHead> durableEnd;
  private final Pressure pressure;
  private final int most;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<Committed> waiting = new ArrayList<>();
  private int units;
  private volatile boolean syncing;
  private boolean failed;
  private boolean ended;

  /**
   * @param durableEnd hears where the audit chain ends once that is on the disk
   * @param most units that may wait for the disk before the writer does
   */
  Durability(
      Health health, Consumer<ChainHead> durableEnd, Pressure pressure, int most, String name) {
    this.health = health;
    this.durableEnd = durableEnd;
    this.pressure = pressure;
    this.most = most;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes over a transaction that was committed; blocks while too many wait. */
  void hand(Committed batch) {
    if (!taken(batch)) {
      fail(List.of(batch), new StoreException("the store failed before this was durable"));
    }
  }

  private boolean taken(Committed batch) {
    lock.lock();
    try {
      while (units >= most && !failed) {
        changed.awaitUninterruptibly();
      }
      if (failed) {
        return false;
      }
      waiting.add(batch);
      units += batch.units().size();
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the disk is at work, so that what is committed now would wait for it anyway. */
  boolean syncing() {
    return syncing;
  }

  /** Blocks until everybody was told; the log may be closed then. */
  void awaitIdle() {
    lock.lock();
    try {
      while (syncing || !waiting.isEmpty()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The store was verified: what is committed from now on may become durable again. */
  void resume() {
    lock.lock();
    try {
      failed = false;
    } finally {
      lock.unlock();
    }
  }

  /** The reply at MAIL while the disk does not answer. */
  Optional<Reply> refusal() {
    return pressure.refusal(0);
  }

  private void run() {
    List<Committed> batches = take();
    while (!batches.isEmpty()) {
      settleSafely(batches);
      batches = take();
    }
  }

  /** This thread outlives any defect, as the writer does: without it everybody waits for ever. */
  private void settleSafely(List<Committed> batches) {
    try {
      settle(batches);
    } catch (RuntimeException | Error e) {
      broken(batches, e);
    }
  }

  /** What waits; nothing at the end. */
  private List<Committed> take() {
    lock.lock();
    try {
      syncing = false;
      changed.signalAll();
      while (waiting.isEmpty() && !ended) {
        changed.awaitUninterruptibly();
      }
      syncing = !waiting.isEmpty();
      return takeAll();
    } finally {
      lock.unlock();
    }
  }

  private List<Committed> takeAll() {
    List<Committed> all = waiting;
    waiting = new ArrayList<>();
    units = 0;
    changed.signalAll();
    return all;
  }

  private void settle(List<Committed> batches) {
    try {
      force(batches.getLast().log());
    } catch (IOException e) {
      broken(batches, e);
      return;
    }
    batches.forEach(batch -> batch.end().ifPresent(durableEnd));
    health.well();
    batches.forEach(batch -> batch.units().forEach(Pending::succeed));
  }

  private void force(CommitLog log) throws IOException {
    pressure.begin();
    try {
      log.force();
    } finally {
      pressure.end();
    }
  }

  /** Also of what was handed over since: a later fsync may succeed without having written it. */
  private void broken(List<Committed> batches, Throwable why) {
    health.bad(Trouble.BROKEN, why); // first: who fails is told why
    StoreException failure = new StoreException("the store failed", why);
    fail(batches, failure);
    fail(takeFailed(), failure);
  }

  private List<Committed> takeFailed() {
    lock.lock();
    try {
      failed = true;
      return takeAll();
    } finally {
      lock.unlock();
    }
  }

  private static void fail(List<Committed> batches, StoreException why) {
    batches.forEach(batch -> batch.units().forEach(unit -> unit.fail(why)));
  }

  /** Tells those who wait, then ends. */
  void close() throws InterruptedException {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.join();
  }
}
