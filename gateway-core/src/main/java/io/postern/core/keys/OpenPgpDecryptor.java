package io.postern.core.keys;

import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * A key of ours that session keys are encrypted to. Its private half never leaves the process.
 *
 * @param fingerprint of the certificate, lower-case hex
 * @param publicKey the component that is encrypted to
 */
public record OpenPgpDecryptor(
    String fingerprint, PGPPublicKey publicKey, PGPPrivateKey privateKey) {
  /** Both halves. */
  public PGPKeyPair pair() {
    return new PGPKeyPair(publicKey, privateKey);
  }

  @Override
  public String toString() {
    return "OpenPgpDecryptor[" + fingerprint + "]";
  }
}
