package io.postern.core.keys;

import java.security.PrivateKey;

/** A key of ours that mail is encrypted to. Its private half never leaves the process. */
public record SmimeDecryptor(SmimeCertificate certificate, PrivateKey privateKey) {
  @Override
  public String toString() {
    return "SmimeDecryptor[" + certificate.fingerprint() + "]";
  }
}
