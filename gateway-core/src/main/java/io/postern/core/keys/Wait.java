package io.postern.core.keys;

import java.time.Duration;

/**
 * How long one decision may wait for authorities in all. It begins when the first is asked. For one
 * thread.
 */
final class Wait {
  private final Duration longest;
  private long end;
  private boolean begun;

  Wait(Duration longest) {
    this.longest = longest;
  }

  /**
   * What is left, in equal shares.
   *
   * @param sharers this one and those still to come, one at least
   */
  Duration share(int sharers) {
    long now = System.nanoTime();
    if (!begun) {
      begun = true;
      end = now + longest.toNanos();
    }
    return Duration.ofNanos(Math.max(0, end - now) / sharers);
  }
}
