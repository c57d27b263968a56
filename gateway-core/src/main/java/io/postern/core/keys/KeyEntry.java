package io.postern.core.keys;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One key as a list shows it.
 *
 * @param fingerprint lower-case hex; SHA-256 over the certificate, or the OpenPGP fingerprint
 * @param algorithm as in {@code rsa-2048}, {@code p-256}, {@code cv25519}
 * @param addresses in lower case; {@code @domain} for a domain's signing key
 * @param pins for some of the addresses
 * @param expires empty where it never does
 * @param refusals for which of the addresses it would not be used now, and why, as far as can be
 *     told without asking authorities; what goes for the key as a whole stands at each
 * @param refusal the first of these, or what goes for a key without addresses; empty where it is
 *     usable for all
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
    Map<String, KeyRefusal> refusals,
    Optional<KeyRefusal> refusal) {
  public KeyEntry {
    addresses = List.copyOf(addresses);
    pins = List.copyOf(pins);
    refusals = Map.copyOf(refusals);
  }

  /** The addresses for which it would be used now. */
  public List<String> usableFor() {
    return addresses.stream().filter(address -> !refusals.containsKey(address)).toList();
  }

  /** Whether it is, or was until it expired, used for any of its addresses. */
  boolean wouldBeUsedButForItsAge() {
    return addresses.isEmpty()
        ? refusal.isEmpty() || ofAge(refusal.get())
        : addresses.stream()
            .map(address -> Optional.ofNullable(refusals.get(address)))
            .anyMatch(why -> why.isEmpty() || ofAge(why.get()));
  }

  private static boolean ofAge(KeyRefusal why) {
    return why == KeyRefusal.EXPIRED || why == KeyRefusal.SUBKEY_EXPIRED;
  }

  /** All of it in one word. */
  public KeyState state() {
    return KeyState.of(this);
  }
}
