package io.postern.core.traffic;

import java.time.Duration;
import java.time.Instant;

/** The time in which a dead destination is left alone; each is twice the last. Not thread-safe. */
final class Pause {
  private final Duration first;
  private final Duration longest;
  private Duration length;
  private Instant until = Instant.MIN;

  Pause(Shape shape) {
    this.first = shape.suspend();
    this.longest = shape.suspendLongest();
    this.length = first;
  }

  void begin(Instant now) {
    until = now.plus(length);
    Duration twice = length.multipliedBy(2);
    length = twice.compareTo(longest) > 0 ? longest : twice;
  }

  /** True until somebody was there again, also between two pauses. */
  boolean isDead() {
    return !until.equals(Instant.MIN);
  }

  /** When the destination is tried again. */
  Instant until() {
    return until;
  }

  /** Not over; a pause that only a clock that jumped can have made is. */
  boolean lasts(Instant now) {
    return until.isAfter(now) && !until.isAfter(now.plus(longest).plus(first));
  }

  /** Ends it now; the next one is as long as the first. */
  void cut() {
    length = first;
    until = isDead() ? Instant.EPOCH : until;
  }

  /** Somebody is there. */
  void over() {
    length = first;
    until = Instant.MIN;
  }
}
