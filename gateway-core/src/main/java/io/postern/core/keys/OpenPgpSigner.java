package io.postern.core.keys;

import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * A signing key of ours. Its private half never leaves the process.
 *
 * @param fingerprint of the certificate, lower-case hex
 * @param publicKey the component that signs
 */
public record OpenPgpSigner(String fingerprint, PGPPublicKey publicKey, PGPPrivateKey privateKey) {
  @Override
  public String toString() {
    return "OpenPgpSigner[" + fingerprint + "]";
  }
}
