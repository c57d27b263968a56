package io.postern.inbound.auth;

import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * So much in an hour: a bucket that starts full and fills evenly. In one hour up to twice the
 * amount can pass, once. Safe for use by many threads.
 */
final class Allowance {
  private static final double HOUR = 3_600_000;

  private final double most;
  private final InstantSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private double left;
  private long filled;

  Allowance(int perHour, InstantSource time) {
    this.most = perHour;
    this.time = time;
    this.left = perHour;
    this.filled = time.millis();
  }

  /** False where nothing is left; nothing is taken then. */
  boolean take() {
    lock.lock();
    try {
      fill();
      if (left < 1) {
        return false;
      }
      left--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void fill() {
    long now = time.millis();
    // A clock that was set back fills nothing, and goes on from where it is.
    double elapsed = Math.max(0, now - filled);
    left = Math.min(most, left + most * elapsed / HOUR);
    filled = now;
  }
}
