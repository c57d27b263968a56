package io.postern.core.keys;

import java.time.Instant;
import java.util.List;

/**
 * A parsed key with what was said of it.
 *
 * @param pinned for the address that was asked for
 * @param findings where it was found for that address, whether that still counts or not
 */
record FiledKey<S extends StoredKey>(
    S key, KeyOrigin origin, Standing standing, boolean pinned, List<KeyFinding> findings) {
  FiledKey {
    findings = List.copyOf(findings);
  }

  /** Of several keys pinned ones come first, then the newest. */
  Instant newestFirst() {
    return key.newestFirst();
  }

  /** Whether a person stands behind it. */
  boolean vouched() {
    return pinned || standing.verdict() == Standing.Verdict.TRUSTED;
  }

  FiledKey<S> foundAt(List<KeyFinding> places) {
    return new FiledKey<>(key, origin, standing, pinned, places);
  }

  <T extends StoredKey> FiledKey<T> as(Class<T> type) {
    return new FiledKey<>(type.cast(key), origin, standing, pinned, findings);
  }
}
