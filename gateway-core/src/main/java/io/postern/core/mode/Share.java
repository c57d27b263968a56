package io.postern.core.mode;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * How many of those seen lately were in trouble, within a window that slides in sixtieths of
 * itself. Safe for use by many threads.
 */
final class Share {
  private static final int SLOTS = 60;

  private final long slotMillis;
  private final long[] slotOf = new long[SLOTS];
  private final int[] seen = new int[SLOTS];
  private final int[] troubled = new int[SLOTS];

  Share(Duration window) {
    this.slotMillis = window.toMillis() / SLOTS;
  }

  /** The counts of a window. */
  record Count(int seen, int troubled) {
    double share() {
      return seen == 0 ? 0 : (double) troubled / seen;
    }
  }

  /** Adds and gives the window that ends now. */
  synchronized Count add(Instant now, int more, int moreTroubled) {
    long slot = now.toEpochMilli() / slotMillis;
    int at = (int) (slot % SLOTS);
    if (slotOf[at] != slot) {
      slotOf[at] = slot;
      seen[at] = 0;
      troubled[at] = 0;
    }
    seen[at] += more;
    troubled[at] += moreTroubled;
    return count(slot);
  }

  private Count count(long slot) {
    int all = 0;
    int bad = 0;
    for (int i = 0; i < SLOTS; i++) {
      if (slotOf[i] > slot - SLOTS && slotOf[i] <= slot) {
        all += seen[i];
        bad += troubled[i];
      }
    }
    return new Count(all, bad);
  }

  /** Forgets everything. */
  synchronized void clear() {
    Arrays.fill(slotOf, 0);
  }
}
