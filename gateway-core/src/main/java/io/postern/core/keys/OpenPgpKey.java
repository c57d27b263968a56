package io.postern.core.keys;

import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * An OpenPGP key to encrypt to, chosen and checked.
 *
 * @param fingerprint of the certificate, lower-case hex
 * @param encryption the component that the session key is encrypted to
 * @param seipdV2 whether the certificate says that its owner reads version 2 of the encrypted data
 *     packet (RFC 9580 5.2.3.32, feature 0x08)
 */
public record OpenPgpKey(String fingerprint, PGPPublicKey encryption, boolean seipdV2) {
  /** As in {@code rsa-3072}, {@code cv25519} or {@code p-256}. */
  public String algorithm() {
    return OpenPgpAlgorithm.label(encryption);
  }
}
