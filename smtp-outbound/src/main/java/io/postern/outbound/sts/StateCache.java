package io.postern.outbound.sts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What was found out about domains a moment ago. Who asks for what somebody else is finding out
 * waits for that. Safe for use by many threads.
 */
final class StateCache {
  private record Known(StsState state, Instant since) {}

  private final InstantSource clock;
  private final Duration life;
  private final Map<String, Known> entries;
  private final ConcurrentHashMap<String, CompletableFuture<StsState>> running =
      new ConcurrentHashMap<>();

  StateCache(InstantSource clock, Duration life, int most) {
    this.clock = clock;
    this.life = life;
    this.entries =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > most;
          }
        };
  }

  StsState get(String domain, Supplier<StsState> find) {
    return known(domain).orElseGet(() -> findOnce(domain, find));
  }

  private StsState findOnce(String domain, Supplier<StsState> find) {
    CompletableFuture<StsState> mine = new CompletableFuture<>();
    CompletableFuture<StsState> other = running.putIfAbsent(domain, mine);
    if (other != null) {
      return join(other);
    }
    try {
      StsState found = find.get();
      remember(domain, found);
      mine.complete(found);
      return found;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.remove(domain);
    }
  }

  private static StsState join(CompletableFuture<StsState> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      return new StsState.Unknown("the policy could not be looked up");
    }
  }

  private synchronized Optional<StsState> known(String domain) {
    return Optional.ofNullable(entries.get(domain))
        .filter(e -> clock.instant().isBefore(e.since().plus(life)))
        .map(Known::state);
  }

  private synchronized void remember(String domain, StsState state) {
    if (!(state instanceof StsState.Unknown)) {
      entries.put(domain, new Known(state, clock.instant()));
    }
  }

  /** Forgets what is known of a domain for so long at least. */
  synchronized void forget(String domain, Duration age) {
    Known entry = entries.get(domain);
    if (entry != null && !clock.instant().isBefore(entry.since().plus(age))) {
      entries.remove(domain);
    }
  }
}
