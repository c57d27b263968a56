package io.postern.core.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many notifications one sender gets in an hour: somebody who sends to a thousand wrong
 * addresses, or in whose name somebody does, must not be buried under the answers. Each node counts
 * for itself, in memory. Thread-safe.
 */
final class NoticeLimit {
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final int MOST_SENDERS = 10_000;

  /** What one more notification is. */
  enum Verdict {
    GOOD,
    /** The first one too many of the hour. */
    FIRST_TOO_MANY,
    TOO_MANY
  }

  private record Count(Instant since, int notices) {}

  private final int most;
  private final InstantSource clock;
  private final Map<String, Count> counts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MOST_SENDERS;
        }
      };

  NoticeLimit(int most, InstantSource clock) {
    this.most = most;
    this.clock = clock;
  }

  /** Counts one more. */
  synchronized Verdict count(String sender) {
    Instant now = clock.instant();
    Count before = counts.getOrDefault(sender, new Count(now, 0));
    Count from = isOver(before, now) ? new Count(now, 0) : before;
    Count after = new Count(from.since, from.notices + 1);
    counts.put(sender, after);
    if (after.notices <= most) {
      return Verdict.GOOD;
    }
    return after.notices == most + 1 ? Verdict.FIRST_TOO_MANY : Verdict.TOO_MANY;
  }

  private static boolean isOver(Count count, Instant now) {
    return !now.isBefore(count.since.plus(WINDOW)) || now.isBefore(count.since);
  }
}
