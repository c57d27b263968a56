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
  public Proof {
    details = Map.copyOf(details);
  }
}
