package io.postern.core.keys.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/**
 * The way to servers of which one that cannot be reached, or takes too long, is left alone for a
 * moment, whatever it would be asked about: each question would wait as long for nothing. One that
 * answers, however badly, is not meant. Safe for use by many threads.
 */
final class LivingServers implements AuthorityFetch {
  static final Duration REST = Duration.ofMinutes(1);

  private static final int MOST = 10_000;

  private final AuthorityFetch fetch;
  private final Cache<String, Boolean> dead;

  LivingServers(AuthorityFetch fetch, InstantSource clock) {
    this.fetch = fetch;
    this.dead =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(REST)
            .ticker(() -> Lives.ticks(clock))
            .build();
  }

  @Override
  public byte[] get(URI uri, int largest) throws IOException {
    return tried(uri, () -> fetch.get(uri, largest));
  }

  @Override
  public byte[] post(URI uri, String type, byte[] body, int largest) throws IOException {
    return tried(uri, () -> fetch.post(uri, type, body, largest));
  }

  private interface Exchange {
    byte[] run() throws IOException;
  }

  private byte[] tried(URI uri, Exchange exchange) throws IOException {
    String server = String.valueOf(uri.getRawAuthority()).toLowerCase(Locale.ROOT);
    if (dead.getIfPresent(server) != null) {
      throw new IOException("the server did not answer a moment ago");
    }
    try {
      return exchange.run();
    } catch (SocketTimeoutException | ConnectException | NoRouteToHostException e) {
      dead.put(server, true);
      throw e;
    }
  }
}
