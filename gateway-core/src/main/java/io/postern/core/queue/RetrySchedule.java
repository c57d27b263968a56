package io.postern.core.queue;

import io.postern.config.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * When a deferred delivery is tried again: a list of waits, the last of which repeats, each with
 * jitter. Thread-safe.
 */
public final class RetrySchedule {
  private final List<Duration> waits;
  private final double jitter;
  private final Duration expire;
  private final Duration warnAfter;
  private final DoubleSupplier random;

  /**
   * @param random gives 0 to 1; spreads retries so that a host that comes back is not met by all at
   *     once
   */
  public RetrySchedule(Settings.Queue settings, DoubleSupplier random) {
    this.waits = settings.retry();
    this.jitter = settings.jitter();
    this.expire = settings.expire();
    this.warnAfter = settings.warnAfter();
    this.random = random;
  }

  /**
   * @param attempts made so far, at least 1
   */
  Instant next(int attempts, Instant now) {
    Duration wait = waits.get(Math.min(attempts, waits.size()) - 1);
    double factor = 1 + jitter * (2 * random.getAsDouble() - 1);
    return now.plusMillis(Math.round(wait.toMillis() * factor));
  }

  /** When a message received at this time is given up. */
  public Instant expiry(Instant receivedAt) {
    return receivedAt.plus(expire);
  }

  /** True where the sender should hear that a message received at this time is late. */
  boolean late(Instant receivedAt, Instant now) {
    return now.isAfter(receivedAt.plus(warnAfter));
  }
}
