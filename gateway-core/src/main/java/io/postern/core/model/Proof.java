package io.postern.core.model;

import java.util.Map;
import java.util.Optional;

/**
 * How one recipient's copy was secured; goes into the audit trail and is never weaker than what
 * happened.
 *
 * @param protection the label of the protection used
 * @param tls the session it left by, where there was one
 * @param details what else proves it: key fingerprints, algorithms, portal item; keys in snake_case
 */
public record Proof(String protection, Optional<TlsProof> tls, Map<String, String> details) {
  /**
   * The key in {@code details}, with the value {@code yes}, where the next hop took over the
   * sender's wish to hear of success (RFC 3461 5.2.1); without it we owe the sender a "relayed".
   */
  public static final String DSN_PASSED = "dsn_passed";

  /** The key in {@code details} of the moment in which the connection was opened (ISO 8601). */
  public static final String CONNECTED_AT = "connected_at";

  public Proof {
    details = Map.copyOf(details);
  }
}
