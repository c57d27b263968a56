package io.postern.core.loop;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often something was seen within a time, for as many things as fit; of too many the ones not
 * seen for longest are forgotten. Thread-safe.
 */
final class DuplicateWindow {
  private static final int MAXIMUM = 100_000;

  private final int allowed;
  private final Duration window;

  /** The last times that a thing was seen, as many as are allowed; 0 for none. */
  private final Map<ByteBuffer, long[]> seen =
      new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, long[]> eldest) {
          return size() > MAXIMUM;
        }
      };

  /**
   * @param allowed so often within the window, 1 or more
   */
  DuplicateWindow(int allowed, Duration window) {
    this.allowed = allowed;
    this.window = window;
  }

  /** Whether it was seen so often within the window that once more is too much. */
  synchronized boolean full(ByteBuffer thing, Instant now) {
    long[] times = seen.get(thing);
    long oldest = times == null ? 0 : times[0];
    return oldest != 0 && oldest > now.minus(window).toEpochMilli();
  }

  synchronized void add(ByteBuffer thing, Instant now) {
    long[] times = seen.computeIfAbsent(thing, t -> new long[allowed]);
    System.arraycopy(times, 1, times, 0, allowed - 1);
    times[allowed - 1] = now.toEpochMilli();
  }
}
