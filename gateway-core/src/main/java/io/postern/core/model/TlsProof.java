package io.postern.core.model;

import java.util.List;

/**
 * The facts of one TLS session.
 *
 * @param version as in {@code TLSv1.3}
 * @param cipher the suite's standard name
 * @param chain SHA-256 digests in hex of the certificates presented, leaf first
 * @param subject the leaf's subject alternative DNS names
 * @param authenticated whether the peer's identity was proved
 * @param check which check passed, as in {@code pkix: mx.example.org, issuer CN=...}, or why none
 *     did
 */
public record TlsProof(
    String version,
    String cipher,
    List<String> chain,
    List<String> subject,
    boolean authenticated,
    String check) {
  public TlsProof {
    chain = List.copyOf(chain);
    subject = List.copyOf(subject);
  }
}
