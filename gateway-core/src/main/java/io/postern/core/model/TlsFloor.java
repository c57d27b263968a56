package io.postern.core.model;

import java.util.Arrays;
import java.util.Locale;

/** The least that a TLS session must prove before content flows. */
public enum TlsFloor {
  /** Any of the proofs below that holds for the receiver. */
  VERIFIED,
  /** A key or certificate that signed DNS names (RFC 7672). */
  DANE,
  /** The hosts and certificates that the receiver's published policy demands (RFC 8461). */
  MTA_STS,
  /** A chain to a trusted authority, and a name that the policy allows (RFC 9525). */
  PKIX,
  /** One of the certificates that the policy names by their digests. */
  PINNED;

  /** The name used in policies and the audit trail. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The floor of that label.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static TlsFloor ofLabel(String label) {
    return Arrays.stream(values())
        .filter(f -> f.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such TLS floor"));
  }
}
