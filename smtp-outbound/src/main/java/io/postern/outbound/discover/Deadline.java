package io.postern.outbound.discover;

import java.time.Duration;

/** A point in time by which something must be done, on the clock that nobody sets. */
record Deadline(long nanos) {
  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  /** Time left; zero where there is none. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }

  boolean isOver() {
    return left().isZero();
  }

  /** The shorter of what is left and a part of it. */
  Duration atMost(Duration part) {
    Duration left = left();
    return left.compareTo(part) < 0 ? left : part;
  }
}
