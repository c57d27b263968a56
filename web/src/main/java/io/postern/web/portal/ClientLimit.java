package io.postern.web.portal;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many times per client address and window. An IPv6 client counts by its /64, of which one
 * person has all addresses. Remembers the clients seen last only, so it bounds honest floods; what
 * must hold against everybody is counted in the store, per item. Safe for use by many threads.
 */
final class ClientLimit {
  private static final int CLIENTS = 20_000;

  private final int most;
  private final Duration window;
  private final InstantSource clock;
  private final Map<String, Count> counts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > CLIENTS;
        }
      };

  private record Count(Instant since, int times) {}

  ClientLimit(int most, Duration window, InstantSource clock) {
    this.most = most;
    this.window = window;
    this.clock = clock;
  }

  /** Counts one attempt; false where the client has used up its share. */
  synchronized boolean allow(String address) {
    Instant now = clock.instant();
    Count last = counts.get(network(address));
    Count next =
        last != null && now.isBefore(last.since().plus(window))
            ? new Count(last.since(), last.times() + 1)
            : new Count(now, 1);
    counts.put(network(address), next);
    return next.times() <= most;
  }

  private static String network(String address) {
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 8)));
    } catch (IllegalArgumentException e) {
      // an address that is none shares one count with its like
      return "unknown";
    }
  }
}
