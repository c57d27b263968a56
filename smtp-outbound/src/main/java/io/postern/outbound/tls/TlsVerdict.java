package io.postern.outbound.tls;

import io.postern.core.model.TlsProof;

/** What one TLS session proves about its peer. */
public sealed interface TlsVerdict {
  TlsProof proof();

  /** The peer is who it must be. */
  record Verified(TlsProof proof) implements TlsVerdict {}

  /** Encrypted, but perhaps to the wrong one. */
  record Unverified(TlsProof proof, String why) implements TlsVerdict {}
}
