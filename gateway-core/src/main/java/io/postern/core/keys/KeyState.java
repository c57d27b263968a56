package io.postern.core.keys;

/** One word for how things stand with a key, for lists. The label is for machines. */
public enum KeyState {
  REVOKED("revoked"),
  DISTRUSTED("distrusted"),
  EXPIRED("expired"),
  /** Refused for what it is; the refusal says why. */
  UNUSABLE("unusable"),
  /** Nobody vouches for it: no pin, no trust, no path. */
  UNTRUSTED("untrusted"),
  PINNED("pinned"),
  TRUSTED("trusted"),
  /** Usable by its path or its origin, or an authority's certificate that only leads to others. */
  USABLE("usable");

  private final String label;

  KeyState(String label) {
    this.label = label;
  }

  /** A stable name. */
  public String label() {
    return label;
  }

  static KeyState of(KeyEntry entry) {
    return switch (entry.standing().verdict()) {
      case REVOKED -> REVOKED;
      case DISTRUSTED -> DISTRUSTED;
      case TRUSTED -> entry.refusal().map(KeyState::of).orElse(TRUSTED);
      case FILED ->
          entry.refusal().map(KeyState::of).orElse(entry.pins().isEmpty() ? USABLE : PINNED);
    };
  }

  private static KeyState of(KeyRefusal refusal) {
    return switch (refusal) {
      case REVOKED, REVOKED_HERE, REVOKED_BY_AUTHORITY -> REVOKED;
      case DISTRUSTED -> DISTRUSTED;
      case EXPIRED -> EXPIRED;
      case UNTRUSTED, FINDING_LAPSED, NO_PATH, WEAK_PATH, AUTHORITY_NOT_FOR_MAIL, NOT_PINNED ->
          UNTRUSTED;
      case NO_KEY,
          UNREADABLE,
          NO_EMAIL_NAME,
          NAME_MISMATCH,
          NOT_YET_VALID,
          NOT_FOR_ENCRYPTION,
          NOT_FOR_SIGNING,
          NOT_FOR_MAIL,
          CERTIFICATE_AUTHORITY,
          UNKNOWN_CRITICAL_EXTENSION,
          WEAK,
          UNSUPPORTED_ALGORITHM,
          BROKEN_SIGNATURE,
          NOT_BOUND,
          SUBKEY_EXPIRED,
          SUBKEY_REVOKED,
          SUBKEY_NOT_YET_VALID,
          REVOCATION_UNKNOWN ->
          UNUSABLE;
    };
  }
}
