package io.postern.outbound.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Findings kept for as long as each of them holds, the least recently used of them given up first,
 * and one search at a time per key: who wants what somebody else is looking for already waits for
 * that, but not for ever. Safe for use by many threads.
 */
public final class SharedFindings<K, V> {
  /**
   * A finding.
   *
   * @param life how long it may be used; zero only for those who wait for it now
   */
  public record Finding<V>(V value, Duration life) {}

  private record Kept<V>(V value, Instant since, Instant until) {}

  private final InstantSource clock;
  private final Duration patience;
  private final Map<K, Kept<V>> entries;
  private final ConcurrentHashMap<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

  /**
   * @param most entries
   * @param patience how long one waits for what another is looking for
   */
  public SharedFindings(InstantSource clock, int most, Duration patience) {
    this.clock = clock;
    this.patience = patience;
    this.entries =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * What is kept, or what {@code search} finds, blocking.
   *
   * @param unknown what they get who waited in vain for another's search
   */
  public V get(K key, Supplier<Finding<V>> search, Supplier<V> unknown) {
    return kept(key).orElseGet(() -> searchOnce(key, search, unknown));
  }

  private V searchOnce(K key, Supplier<Finding<V>> search, Supplier<V> unknown) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> other = running.putIfAbsent(key, mine);
    if (other != null) {
      return await(other).orElseGet(unknown);
    }
    try {
      Finding<V> fresh = search.get();
      keep(key, fresh);
      mine.complete(fresh.value());
      return fresh.value();
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.remove(key);
    }
  }

  private Optional<V> await(CompletableFuture<V> other) {
    try {
      return Optional.of(other.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty(); // the searcher itself says what went wrong
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private synchronized Optional<V> kept(K key) {
    return Optional.ofNullable(entries.get(key))
        .filter(e -> clock.instant().isBefore(e.until()))
        .map(Kept::value);
  }

  private synchronized void keep(K key, Finding<V> fresh) {
    if (fresh.life().isPositive()) {
      Instant now = clock.instant();
      entries.put(key, new Kept<>(fresh.value(), now, now.plus(fresh.life())));
    }
  }

  /** Forgets what has been kept for so long at least. */
  public synchronized void forget(K key, Duration age) {
    Kept<V> entry = entries.get(key);
    if (entry != null && !clock.instant().isBefore(entry.since().plus(age))) {
      entries.remove(key);
    }
  }
}
