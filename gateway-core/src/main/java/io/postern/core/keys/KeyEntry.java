package io.postern.core.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One key as a list shows it.
 *
 * @param fingerprint lower-case hex; SHA-256 over the certificate, or the OpenPGP fingerprint
 * @param algorithm as in {@code rsa-2048}, {@code p-256}, {@code cv25519}
 * @param addresses in lower case; {@code @domain} for a domain's signing key
 * @param pins for some of the addresses
 * @param expires empty where it never does
 * @param refusal why it would not be used now, as far as can be told without asking authorities;
 *     empty where it is usable
 */
public record KeyEntry(
    KeyKind kind,
    KeyPurpose purpose,
    String fingerprint,
    String algorithm,
    List<String> addresses,
    Provenance provenance,
    Standing standing,
    List<Pin> pins,
    Optional<Instant> expires,
    Optional<KeyRefusal> refusal) {
  public KeyEntry {
    addresses = List.copyOf(addresses);
    pins = List.copyOf(pins);
  }

  /** All of it in one word. */
  public KeyState state() {
    return KeyState.of(this);
  }
}
