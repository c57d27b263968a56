package io.postern.outbound.protect;

import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyRefusal;

/** A refused key as the courier's exception: {@code label: sentence (key fingerprint)}. */
final class Refusals {
  private Refusals() {}

  static NotProtectableException of(KeyDecision.Refuse<?> refuse) {
    String key = refuse.fingerprint().map(fingerprint -> " (" + fingerprint + ")").orElse("");
    return new NotProtectableException(
        refuse.reason().label() + ": " + refuse.reason().sentence() + key,
        refuse.reason() == KeyRefusal.REVOCATION_UNKNOWN);
  }
}
