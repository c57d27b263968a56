package io.postern.core.keys;

import java.time.Instant;

/**
 * A parsed key with what was said of it.
 *
 * @param pinned for the address that was asked for
 * @param backed whether whoever gave it for that address is believed without a path
 */
record FiledKey<S extends StoredKey>(
    S key, KeyOrigin origin, Standing standing, boolean pinned, boolean backed) {
  /** Of several keys pinned ones come first, then the newest. */
  Instant newestFirst() {
    return key.newestFirst();
  }

  /** A person stands behind it, or who was believed in a person's stead. */
  boolean vouched() {
    return pinned || backed || standing.verdict() == Standing.Verdict.TRUSTED;
  }

  FiledKey<S> backedIf(boolean word) {
    return new FiledKey<>(key, origin, standing, pinned, word);
  }

  <T extends StoredKey> FiledKey<T> as(Class<T> type) {
    return new FiledKey<>(type.cast(key), origin, standing, pinned, backed);
  }
}
