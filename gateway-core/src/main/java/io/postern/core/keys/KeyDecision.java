package io.postern.core.keys;

import java.util.Optional;

/** The directory's answer for one address at one moment. */
public sealed interface KeyDecision<K> {
  /** This key is used. */
  record Use<K>(K key) implements KeyDecision<K> {}

  /**
   * No key may be used.
   *
   * @param fingerprint of the newest key that was looked at, where there was one
   */
  record Refuse<K>(KeyRefusal reason, Optional<String> fingerprint) implements KeyDecision<K> {}
}
