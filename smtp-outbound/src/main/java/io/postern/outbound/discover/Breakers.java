package io.postern.outbound.discover;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Services that have failed several times in a row are left alone for a while, each time twice as
 * long, so that a dead one costs the mail behind it nothing. Bounded; safe for use by many threads.
 */
final class Breakers {
  private static final int FAILURES = 3;
  private static final Duration FIRST = Duration.ofMinutes(1);

  /** Half an hour at most. */
  private static final int MOST_DOUBLINGS = 5;

  private static final int MOST = 10_000;

  /**
   * @param until asked by nobody before
   */
  private record State(int failures, Instant until) {}

  private final InstantSource clock;
  private final Map<String, State> states =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, State> eldest) {
          return size() > MOST;
        }
      };

  Breakers(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether it is to be left alone now. After a pause one question goes through at a time. */
  synchronized boolean isOpen(String service) {
    State state = states.get(service);
    if (state == null || state.failures() < FAILURES) {
      return false;
    }
    boolean open = clock.instant().isBefore(state.until());
    if (!open) {
      states.put(service, new State(state.failures(), clock.instant().plus(FIRST)));
    }
    return open;
  }

  synchronized void succeeded(String service) {
    states.remove(service);
  }

  synchronized void failed(String service) {
    State before = states.getOrDefault(service, new State(0, Instant.EPOCH));
    int failures = before.failures() + 1;
    states.put(service, new State(failures, clock.instant().plus(pause(failures))));
  }

  private static Duration pause(int failures) {
    return FIRST.multipliedBy(1L << Math.clamp(failures - FAILURES, 0, MOST_DOUBLINGS));
  }
}
