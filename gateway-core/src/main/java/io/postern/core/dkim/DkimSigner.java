package io.postern.core.dkim;

import java.security.PrivateKey;

/**
 * A key that signs. Safe for use by many threads.
 *
 * @param domain the tag d=, in A-labels
 * @param selector the tag s=
 */
public record DkimSigner(
    String domain, String selector, DkimAlgorithm algorithm, PrivateKey privateKey) {
  /** Signs octets in canonical form. */
  public byte[] sign(byte[] covered) {
    return algorithm.sign(privateKey, covered);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return selector + "._domainkey." + domain + " (" + algorithm.label() + ")";
  }
}
