package io.postern.core.keys.revocation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** How long answers are kept. */
final class Lives {
  /** The JDK lets an answer live a little longer than it says; such a one is not asked for anew. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private Lives() {}

  /** From now to an end, within bounds. */
  static Duration until(Instant end, Instant now, Duration longest) {
    Duration left = Duration.between(now, end);
    Duration capped = left.compareTo(longest) > 0 ? longest : left;
    return capped.compareTo(SHORTEST) < 0 ? SHORTEST : capped;
  }

  /** The clock as caches read it. */
  static long ticks(InstantSource clock) {
    return TimeUnit.MILLISECONDS.toNanos(clock.millis());
  }
}
