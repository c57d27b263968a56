package io.postern.outbound.cache;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Room for so much at once, of which nobody may take more than a share: who is slow keeps others
 * waiting for himself alone. Safe for use by many threads.
 */
public final class FairRoom {
  private final int all;
  private final int share;
  private final Map<String, Integer> inside = new HashMap<>();
  private int taken;

  /**
   * @param all at most in all
   * @param share at most of one
   */
  public FairRoom(int all, int share) {
    this.all = all;
    this.share = share;
  }

  /**
   * Enters once there is room, blocking; whoever entered must {@link #leave}.
   *
   * @return false where there is none in time
   */
  public synchronized boolean enter(String who, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (taken >= all || inside.getOrDefault(who, 0) >= share) {
      long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    taken++;
    inside.merge(who, 1, Integer::sum);
    return true;
  }

  /** Makes room again. */
  public synchronized void leave(String who) {
    taken--;
    inside.computeIfPresent(who, (_, n) -> n == 1 ? null : n - 1);
    notifyAll();
  }
}
