package io.postern.outbound.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The largest message that the hosts of a next hop take, as the last of them announced it (RFC
 * 1870). For a day: limits are raised. Thread-safe.
 */
public final class AnnouncedSizes {
  private static final int MOST = 10_000;
  private static final Duration LASTS = Duration.ofDays(1);

  private record Heard(OptionalLong octets, Instant until) {}

  private final InstantSource clock;
  private final Map<String, Heard> heard =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Heard> eldest) {
          return size() > MOST;
        }
      };

  AnnouncedSizes(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void note(String nextHop, Capabilities offered) {
    heard.put(nextHop, new Heard(offered.maximumSize(), clock.instant().plus(LASTS)));
  }

  /** In octets; empty where nothing is known or there is no limit. */
  public synchronized OptionalLong of(String nextHop) {
    Heard last = heard.get(nextHop);
    return last == null || !clock.instant().isBefore(last.until())
        ? OptionalLong.empty()
        : last.octets();
  }
}
