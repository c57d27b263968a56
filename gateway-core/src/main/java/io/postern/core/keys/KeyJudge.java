package io.postern.core.keys;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a key may be used for an address as far as trust goes: what was said of it, pins, paths
 * and authorities. What the key itself says is the gates' question.
 */
final class KeyJudge {
  private final KeyTrust trust;
  private final Supplier<Authorities> authorities;
  private final Instant now;
  private final Wait wait;

  KeyJudge(KeyTrust trust, Supplier<Authorities> authorities, Instant now) {
    this.trust = trust;
    this.authorities = authorities;
    this.now = now;
    this.wait = trust.newWait();
  }

  /** What was said of a key by name. */
  static Optional<KeyRefusal> standing(Standing standing) {
    return switch (standing.verdict()) {
      case FILED, TRUSTED -> Optional.empty();
      case DISTRUSTED -> Optional.of(KeyRefusal.DISTRUSTED);
      case REVOKED ->
          Optional.of(
              standing.by().equals(Standing.AUTHORITY)
                  ? KeyRefusal.REVOKED_BY_AUTHORITY
                  : KeyRefusal.REVOKED_HERE);
    };
  }

  /**
   * Why a key that its gate lets pass is not used after all, blocking while authorities are asked.
   *
   * @param exclusive whether another key is pinned for the address
   * @param sharers how many keys, with this one, share the time to wait
   */
  Optional<KeyRefusal> forEncryption(FiledKey<?> filed, boolean exclusive, int sharers) {
    if (exclusive && !filed.pinned()) {
      return Optional.of(KeyRefusal.NOT_PINNED);
    }
    return switch (filed.key()) {
      case StoredKey.Smime smime -> smime(smime, filed.vouched(), sharers);
      case StoredKey.OpenPgp _ -> openPgp(filed);
    };
  }

  private Optional<KeyRefusal> smime(StoredKey.Smime key, boolean vouched, int sharers) {
    return key.selfSignatureBroken()
        ? Optional.of(KeyRefusal.BROKEN_SIGNATURE)
        : trust.refusal(key.certificate(), vouched, authorities, now, () -> wait.share(sharers));
  }

  /** There are no paths: somebody must vouch for it, at this address or by name. */
  private static Optional<KeyRefusal> openPgp(FiledKey<?> filed) {
    return filed.vouched() ? Optional.empty() : Optional.of(KeyRefusal.UNTRUSTED);
  }
}
