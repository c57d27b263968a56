package io.postern.core.keys;

import java.time.Instant;

/**
 * A parsed key with what was said of it.
 *
 * @param pinned for the address that was asked for
 */
record FiledKey<S extends StoredKey>(S key, KeyOrigin origin, Standing standing, boolean pinned) {
  /** Of several keys pinned ones come first, then the newest. */
  Instant newestFirst() {
    return key.newestFirst();
  }

  /** A person stands behind it. */
  boolean vouched() {
    return pinned || standing.verdict() == Standing.Verdict.TRUSTED;
  }

  <T extends StoredKey> FiledKey<T> as(Class<T> type) {
    return new FiledKey<>(type.cast(key), origin, standing, pinned);
  }
}
