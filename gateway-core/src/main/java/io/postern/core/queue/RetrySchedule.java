package io.postern.core.queue;

import io.postern.config.settings.Settings;
import io.postern.core.model.Deferral;
import io.postern.core.model.Protection;
import io.postern.core.model.Strength;
import io.postern.core.store.QueueStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * When a deferred delivery is tried again: a list of waits, longer with age, the last of which
 * repeats, each with jitter, unless the host's answer says of itself how soon makes sense; and when
 * its sender hears. Thread-safe.
 */
public final class RetrySchedule {
  private final List<Duration> waits;
  private final double jitter;
  private final Duration expire;
  private final Duration expireProtected;
  private final Duration warnAfter;
  private final Duration greylisted;
  private final Duration blocked;
  private final DoubleSupplier random;

  /**
   * @param random gives 0 to 1; spreads retries so that a host that comes back is not met by all at
   *     once
   */
  public RetrySchedule(Settings.Queue settings, DoubleSupplier random) {
    this.waits = settings.retry();
    this.jitter = settings.jitter();
    this.expire = settings.expire();
    this.expireProtected = settings.expireProtected();
    this.warnAfter = settings.warnAfter();
    this.greylisted = settings.greylisted();
    this.blocked = settings.blocked();
    this.random = random;
  }

  /**
   * @param attempts made so far, at least 1
   * @param receivedAt when the message came
   * @param why it has to wait
   */
  Instant next(int attempts, Instant receivedAt, Deferral why, Instant now) {
    Duration wait = waits.get(Math.min(attempts - 1, byAge(Duration.between(receivedAt, now))));
    Duration fitting =
        switch (why) {
          case MESSAGE, DESTINATION, UNANSWERED, OURS -> wait;
          // Its destination is slowed down; the message itself has done nothing to wait for.
          case SLOW_DOWN -> waits.getFirst();
          case GREYLISTED -> greylisted;
          case MAILBOX_FULL, BLOCKED -> wait.compareTo(blocked) < 0 ? blocked : wait;
        };
    double factor = 1 + jitter * (2 * random.getAsDouble() - 1);
    return now.plusMillis(Math.round(fitting.toMillis() * factor));
  }

  /**
   * Which wait is due at an age where each attempt was made on time. Attempts that a person asked
   * for in between make no wait longer; and one that had few attempts, because it was held, begins
   * with short waits all the same.
   */
  private int byAge(Duration age) {
    Duration over = Duration.ZERO;
    for (int i = 0; i < waits.size() - 1; i++) {
      over = over.plus(waits.get(i));
      if (age.compareTo(over) < 0) {
        return i;
      }
    }
    return waits.size() - 1;
  }

  /** How long a delivery may take that was accepted, or released, at this time. */
  public QueueStore.Deadlines deadlines(Instant from, List<Protection> protections) {
    return new QueueStore.Deadlines(from.plus(warnAfter), expiry(from, protections));
  }

  /**
   * When a delivery is given up. What has to be protected is given up earlier: a sender who waits
   * for a patient's sake should learn soon that another way is needed.
   *
   * @param protections still open to it; the strongest wish counts
   */
  public Instant expiry(Instant from, List<Protection> protections) {
    boolean isProtected = protections.stream().anyMatch(Strength::protects);
    return from.plus(isProtected ? expireProtected : expire);
  }

  /** How long after its receipt a message's sender hears that it waits. */
  Duration warnAfter() {
    return warnAfter;
  }

  /** True where the sender should hear that a message received at this time is late. */
  boolean late(Instant receivedAt, Instant now) {
    return now.isAfter(receivedAt.plus(warnAfter));
  }
}
