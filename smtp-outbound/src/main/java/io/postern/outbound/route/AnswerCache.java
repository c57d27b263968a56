package io.postern.outbound.route;

import io.postern.core.port.Resolver.Answer;
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
 * Answers kept as long as their TTL allows, and one question at a time per key: who asks what
 * somebody else is asking already waits for that answer. Safe for use by many threads.
 */
final class AnswerCache<K, T> {
  /** An answer and how long it may be used. */
  record Kept<T>(Answer<T> answer, Duration ttl) {}

  private record Stored<T>(Answer<T> answer, Instant until) {}

  private final InstantSource clock;
  private final Map<K, Stored<T>> entries;
  private final ConcurrentHashMap<K, CompletableFuture<Answer<T>>> running =
      new ConcurrentHashMap<>();

  AnswerCache(InstantSource clock, int maximumEntries) {
    this.clock = clock;
    this.entries =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Stored<T>> eldest) {
            return size() > maximumEntries;
          }
        };
  }

  /** The kept answer, or what {@code ask} gives. */
  Answer<T> get(K key, Supplier<Kept<T>> ask) {
    return kept(key).orElseGet(() -> askOnce(key, ask));
  }

  private Answer<T> askOnce(K key, Supplier<Kept<T>> ask) {
    CompletableFuture<Answer<T>> mine = new CompletableFuture<>();
    CompletableFuture<Answer<T>> other = running.putIfAbsent(key, mine);
    if (other != null) {
      return join(other);
    }
    try {
      Kept<T> fresh = ask.get();
      keep(key, fresh);
      mine.complete(fresh.answer());
      return fresh.answer();
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.remove(key);
    }
  }

  private Answer<T> join(CompletableFuture<Answer<T>> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      return new Answer.TemporaryFailure<>("lookup failed");
    }
  }

  private Optional<Answer<T>> kept(K key) {
    synchronized (entries) {
      Stored<T> entry = entries.get(key);
      return entry != null && clock.instant().isBefore(entry.until())
          ? Optional.of(entry.answer())
          : Optional.empty();
    }
  }

  private void keep(K key, Kept<T> fresh) {
    if (fresh.ttl().isPositive()) {
      synchronized (entries) {
        entries.put(key, new Stored<>(fresh.answer(), clock.instant().plus(fresh.ttl())));
      }
    }
  }
}
