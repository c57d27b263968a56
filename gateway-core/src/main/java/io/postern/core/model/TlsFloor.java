package io.postern.core.model;

import java.util.Locale;

/** The least that a TLS session must prove before content flows. */
public enum TlsFloor {
  /** Any of the proofs below that holds for the receiver. */
  VERIFIED,
  /** A chain to a trusted authority, and a name that the policy allows (RFC 9525). */
  PKIX;

  /** The name used in policies and the audit trail. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
