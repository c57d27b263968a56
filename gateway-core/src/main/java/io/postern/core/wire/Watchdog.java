package io.postern.core.wire;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that looks at the deadlines of all wires. Setting a deadline is one volatile write, so
 * that every read and write can have one: blocking channels have no timeouts of their own.
 *
 * <p>It counts in {@link System#nanoTime}, which a changed wall clock does not move.
 */
final class Watchdog {
  /** How late a deadline may be noticed. */
  static final Duration TICK = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final Set<Deadline> DEADLINES = ConcurrentHashMap.newKeySet();

  static {
    Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("wire-watchdog").factory())
        .scheduleWithFixedDelay(
            Watchdog::look, TICK.toNanos(), TICK.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Watchdog() {}

  static Deadline watch(Runnable onExpiry) {
    Deadline deadline = new Deadline(onExpiry);
    DEADLINES.add(deadline);
    return deadline;
  }

  private static void look() {
    long now = System.nanoTime();
    for (Deadline deadline : DEADLINES) {
      deadline.look(now);
    }
  }

  /** A deadline that can be set and cleared any number of times by one thread. */
  static final class Deadline {
    private static final long NONE = Long.MIN_VALUE;

    private final Runnable onExpiry;
    private volatile long at = NONE;
    private volatile boolean expired;

    private Deadline(Runnable onExpiry) {
      this.onExpiry = onExpiry;
    }

    /** Sets it; zero is never. */
    void set(Duration fromNow) {
      at = fromNow.isZero() ? NONE : System.nanoTime() + fromNow.toNanos();
    }

    void clear() {
      at = NONE;
    }

    /** True once it has run out; it stays so. */
    boolean expired() {
      return expired;
    }

    void stop() {
      DEADLINES.remove(this);
    }

    private void look(long now) {
      long end = at;
      if (end != NONE && now - end >= 0 && !expired) {
        expired = true;
        try {
          onExpiry.run();
        } catch (RuntimeException e) {
          // One wire that fails must not end the watch over all others.
          LOG.error("a connection could not be cut off", e);
        }
      }
    }
  }
}
