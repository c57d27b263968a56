package io.postern.outbound.client;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses that failed at something which they offer. After an hour they are believed again: a
 * host may have been repaired, or it was the network. Thread-safe.
 */
final class Distrust {
  private static final int MOST = 1000;
  private static final Duration LASTS = Duration.ofHours(1);

  private final InstantSource clock;
  private final Map<InetSocketAddress, Instant> until =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Instant> eldest) {
          return size() > MOST;
        }
      };

  Distrust(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(InetSocketAddress address) {
    until.put(address, clock.instant().plus(LASTS));
  }

  synchronized boolean holds(InetSocketAddress address) {
    Instant end = until.get(address);
    if (end != null && !clock.instant().isBefore(end)) {
      until.remove(address);
      return false;
    }
    return end != null;
  }
}
