package io.postern.outbound.protect;

import io.postern.core.keys.KeyDecision;

/** A refused key as the courier's exception: {@code label: sentence (key fingerprint)}. */
final class Refusals {
  private Refusals() {}

  static NotProtectableException of(KeyDecision.Refuse<?> refuse) {
    String key = refuse.fingerprint().map(fingerprint -> " (" + fingerprint + ")").orElse("");
    return new NotProtectableException(
        refuse.reason().label() + ": " + refuse.reason().sentence() + key);
  }
}
