package io.postern.core.keys;

import java.time.Instant;

/**
 * What was said of a key last, whatever its own contents are.
 *
 * @param reason for machines, as in {@code keyCompromise} (RFC 5280 5.3.1); may be empty
 * @param by who said it; empty while nobody did
 */
public record Standing(Verdict verdict, String reason, String by, Instant at) {
  /** Who speaks where a certificate's authority revoked it, and not a person here. */
  public static final String AUTHORITY = "authority";

  /** Who speaks where the holder of an OpenPGP key revoked it. */
  public static final String OWNER = "owner";

  /** Of a key that was filed and no more. */
  public static final Standing NONE = new Standing(Verdict.FILED, "", "", Instant.EPOCH);

  /** The last word. */
  public enum Verdict {
    /** Nobody said anything; its origin, its pins and its path decide. */
    FILED("filed"),
    /** A person vouches for it; an authority's certificate is an anchor from then on. */
    TRUSTED("trusted"),
    /** A person wants it not used, nor what hangs on it. */
    DISTRUSTED("distrusted"),
    /** It was revoked, by a person here or by its authority. */
    REVOKED("revoked");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    /**
     * Whether this may be said of a key of which that was said last. A word against a key is only
     * taken back as such, and a revocation is not made less.
     */
    boolean mayFollow(Verdict before) {
      return switch (before) {
        case FILED, TRUSTED -> this != FILED;
        case DISTRUSTED -> this == DISTRUSTED || this == REVOKED;
        case REVOKED -> this == REVOKED;
      };
    }

    /** The name in the store, the audit trail and the command line. */
    public String label() {
      return label;
    }

    static Verdict of(String label) {
      for (Verdict verdict : values()) {
        if (verdict.label.equals(label)) {
          return verdict;
        }
      }
      throw new IllegalArgumentException("no such standing of a key");
    }
  }
}
