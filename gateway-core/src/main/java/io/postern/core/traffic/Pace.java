package io.postern.core.traffic;

import java.time.Duration;
import java.time.Instant;

/**
 * How soon after one delivery to a destination the next may begin: by its rate limit, and slower
 * for a while where its hosts asked for less. Not thread-safe.
 */
final class Pace {
  /** Deliveries that come a little early make up for timers that come a little late. */
  private static final Duration TOLERANCE = Duration.ofMillis(100);

  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration SLOWEST = Duration.ofMinutes(1);

  /** Shorter waits than this slow nobody down. */
  private static final Duration NONE = Duration.ofMillis(20);

  private final Duration least;
  private Duration interval;
  private Instant next = Instant.MIN;

  /**
   * @param perMinute deliveries in a minute; 0 for any number
   */
  Pace(int perMinute) {
    this.least = perMinute == 0 ? Duration.ZERO : Duration.ofMinutes(1).dividedBy(perMinute);
    this.interval = least;
  }

  /** True while it is slower than its rate limit says. */
  boolean isSlowed() {
    return interval.compareTo(least) > 0;
  }

  Duration interval() {
    return interval;
  }

  /** When the next may begin; a moment that only a clock that jumped can have made is past. */
  Instant opens(Instant now) {
    return ahead(now) && !interval.isZero() ? next.minus(TOLERANCE) : now;
  }

  void began(Instant now) {
    next = (ahead(now) ? next : now).plus(interval);
  }

  private boolean ahead(Instant now) {
    return next.isAfter(now) && !next.isAfter(now.plus(SLOWEST).plus(interval));
  }

  void slowDown() {
    Duration twice = interval.multipliedBy(2);
    Duration more = twice.compareTo(SLOW) < 0 ? SLOW : twice;
    Duration slowest = SLOWEST.compareTo(least) < 0 ? least : SLOWEST;
    interval = more.compareTo(slowest) > 0 ? slowest : more;
  }

  /** What was taken without complaint makes it a tenth quicker, down to the rate limit. */
  void taken() {
    Duration less = interval.multipliedBy(9).dividedBy(10);
    boolean enough = less.compareTo(least) <= 0 || less.compareTo(NONE) < 0;
    interval = enough ? least : less;
  }
}
