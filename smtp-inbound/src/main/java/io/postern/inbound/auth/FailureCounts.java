package io.postern.inbound.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failures by key, each count forgotten a while after its last. Bounded: over the limit the one
 * that failed longest ago goes. For use under a lock.
 */
final class FailureCounts {
  private record Count(int failures, Instant last) {}

  private final Duration memory;
  private final Map<String, Count> counts;

  FailureCounts(Duration memory, int most) {
    this.memory = memory;
    this.counts =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > most;
          }
        };
  }

  int of(String key, Instant now) {
    Count count = counts.get(key);
    return count == null || !now.isBefore(count.last().plus(memory)) ? 0 : count.failures();
  }

  void add(String key, Instant now) {
    int before = of(key, now);
    counts.remove(key); // so that it is the youngest again
    counts.put(key, new Count(before + 1, now));
  }

  int size() {
    return counts.size();
  }
}
