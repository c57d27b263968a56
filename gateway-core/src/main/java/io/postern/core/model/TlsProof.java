package io.postern.core.model;

import java.util.List;
import java.util.Optional;

/**
 * The facts of one TLS session.
 *
 * @param version as in {@code TLSv1.3}
 * @param cipher the suite's standard name
 * @param group of the key exchange, as in {@code X25519MLKEM768}; empty where it is not known
 * @param chain SHA-256 digests in hex of the certificates presented, leaf first
 * @param subject the leaf's subject alternative DNS names
 * @param authenticated whether the peer's identity was proved
 * @param check which checks passed, as in {@code dane: 3 1 1 ab... at _25._tcp.mx.example.org} or
 *     {@code pkix: mx.example.org, issuer CN=...}, or why one did not
 */
public record TlsProof(
    String version,
    String cipher,
    Optional<String> group,
    List<String> chain,
    List<String> subject,
    boolean authenticated,
    String check) {
  public TlsProof {
    chain = List.copyOf(chain);
    subject = List.copyOf(subject);
  }
}
