package io.postern.core.keys;

/** Who says that a key which was found belongs to the address. */
public enum Voucher {
  /** A record under the address's domain, proved by DNSSEC, that names this very key. */
  SIGNED_RECORD("dnssec"),
  /** The web server of the address's domain, proved by its certificate. */
  DOMAIN_SERVER("https"),
  /** A server that the administrator named for this. */
  NAMED_SERVER("server"),
  /** Nobody: an authority must have signed it. */
  NOBODY("none");

  private final String label;

  Voucher(String label) {
    this.label = label;
  }

  static Voucher of(String label) {
    for (Voucher voucher : values()) {
      if (voucher.label.equals(label)) {
        return voucher;
      }
    }
    throw new IllegalArgumentException("nobody of this name vouches for keys");
  }

  /** The name in the store, the audit trail and the command line. */
  public String label() {
    return label;
  }

  /** Whether this stands against the other where they name different keys for an address. */
  public boolean outranks(Voucher other) {
    return rank() > other.rank();
  }

  private int rank() {
    return switch (this) {
      case SIGNED_RECORD, NAMED_SERVER -> 2;
      case DOMAIN_SERVER -> 1;
      case NOBODY -> 0;
    };
  }

  /** Whether this is enough, without a path to a trusted authority. */
  boolean suffices(KeyKind kind) {
    return switch (kind) {
      case SMIME -> standsForCertificates();
      case OPENPGP -> this != NOBODY;
    };
  }

  private boolean standsForCertificates() {
    return switch (this) {
      case SIGNED_RECORD, NAMED_SERVER -> true;
      case DOMAIN_SERVER, NOBODY -> false;
    };
  }
}
