package io.postern.core.keys;

import java.security.PrivateKey;

/** A signing key of ours with its certificate. Its private half never leaves the process. */
public record SmimeSigner(SmimeCertificate certificate, PrivateKey privateKey) {
  @Override
  public String toString() {
    return "SmimeSigner[" + certificate.fingerprint() + "]";
  }
}
