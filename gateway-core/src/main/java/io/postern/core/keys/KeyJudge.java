package io.postern.core.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a key may be used for an address as far as trust goes: what was said of it, pins, paths
 * and authorities. What the key itself says is the gates' question.
 */
final class KeyJudge {
  private final KeyTrust trust;
  private final Supplier<Authorities> authorities;
  private final FindingTerms terms;
  private final Instant now;
  private final Wait wait;

  KeyJudge(KeyTrust trust, Supplier<Authorities> authorities, FindingTerms terms, Instant now) {
    this.trust = trust;
    this.authorities = authorities;
    this.terms = terms;
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
              switch (standing.by()) {
                case Standing.AUTHORITY -> KeyRefusal.REVOKED_BY_AUTHORITY;
                case Standing.OWNER -> KeyRefusal.REVOKED;
                default -> KeyRefusal.REVOKED_HERE;
              });
    };
  }

  /**
   * Why a key that its gate lets pass is not used after all, blocking while authorities are asked.
   *
   * @param address that it is to be used for, in the form to compare
   * @param exclusive whether another key is pinned for the address
   * @param sharers how many keys, with this one, share the time to wait
   */
  Optional<KeyRefusal> forEncryption(
      FiledKey<?> filed, String address, boolean exclusive, int sharers) {
    return exclusive && !filed.pinned()
        ? Optional.of(KeyRefusal.NOT_PINNED)
        : refusal(filed.key(), backing(filed, address), sharers);
  }

  /** The same where it is known already who stands behind the key. */
  Optional<KeyRefusal> refusal(StoredKey key, Backing backing, int sharers) {
    if (backing == Backing.LAPSED) {
      return Optional.of(KeyRefusal.FINDING_LAPSED);
    }
    return switch (key) {
      case StoredKey.Smime smime -> smime(smime, backing, sharers);
      case StoredKey.OpenPgp _ -> // for which there are no paths
          backing == Backing.PATH ? Optional.of(KeyRefusal.UNTRUSTED) : Optional.empty();
    };
  }

  /** What a person imported may have been found as well, and loses no more than that again. */
  private Backing backing(FiledKey<?> filed, String address) {
    if (filed.vouched()) {
      return Backing.PERSON;
    }
    List<KeyFinding> live =
        filed.findings().stream().filter(f -> terms.hold(address, f, now)).toList();
    if (live.stream().anyMatch(f -> f.voucher().suffices(filed.key().kind()))) {
      return Backing.FINDING;
    }
    return live.isEmpty() && filed.origin() == KeyOrigin.DISCOVERY ? Backing.LAPSED : Backing.PATH;
  }

  private Optional<KeyRefusal> smime(StoredKey.Smime key, Backing backing, int sharers) {
    return key.selfSignatureBroken()
        ? Optional.of(KeyRefusal.BROKEN_SIGNATURE)
        : trust.refusal(key.certificate(), backing, authorities, now, () -> wait.share(sharers));
  }
}
