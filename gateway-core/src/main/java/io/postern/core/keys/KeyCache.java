package io.postern.core.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parsed keys by address, also the answer that there is none. Bounded; what a change made here
 * concerns is forgotten, and no entry outlives {@link #MAX_AGE}, so that a change made by another
 * node is seen too. Validity is never cached, only the parsed keys are. Safe for use by many
 * threads.
 */
final class KeyCache {
  static final int CAPACITY = 10_000;
  static final Duration MAX_AGE = Duration.ofSeconds(30);

  record Slot(KeyKind kind, KeyPurpose purpose, String address) {}

  private record Loaded(List<FiledKey<StoredKey>> keys, Instant loadedAt) {}

  private final InstantSource clock;
  private final Map<Slot, Loaded> entries =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Slot, Loaded> eldest) {
          return size() > CAPACITY;
        }
      };
  private long generation;

  KeyCache(InstantSource clock) {
    this.clock = clock;
  }

  List<FiledKey<StoredKey>> get(Slot slot, Supplier<List<FiledKey<StoredKey>>> load) {
    List<FiledKey<StoredKey>> known = fresh(slot);
    if (known != null) {
      return known;
    }
    long before = generation();
    List<FiledKey<StoredKey>> loaded = load.get();
    keep(slot, loaded, before);
    return loaded;
  }

  synchronized void clear() {
    generation++;
    entries.clear();
  }

  /** Forgets what is known for an address, and wherever else one of these keys serves. */
  synchronized void forget(KeyKind kind, String address, Set<String> fingerprints) {
    generation++;
    entries
        .entrySet()
        .removeIf(e ->
            e.getKey().kind() == kind
                && (e.getKey().address().equals(address)
                    || e.getValue().keys().stream()
                        .anyMatch(k -> fingerprints.contains(k.key().fingerprint()))));
  }

  private synchronized long generation() {
    return generation;
  }

  private synchronized @Nullable List<FiledKey<StoredKey>> fresh(Slot slot) {
    Loaded entry = entries.get(slot);
    boolean usable = entry != null && clock.instant().isBefore(entry.loadedAt().plus(MAX_AGE));
    return entry != null && usable ? entry.keys() : null;
  }

  /** What was read before a change must not be kept after it. */
  private synchronized void keep(
      Slot slot, List<FiledKey<StoredKey>> loaded, long generationBefore) {
    if (generation == generationBefore) {
      entries.put(slot, new Loaded(List.copyOf(loaded), clock.instant()));
    }
  }
}
