package io.postern.core.seal;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;

/**
 * AES of the JDK, whose provider is looked up once: the search costs more than sealing a small
 * message.
 */
final class Aes {
  private static final String GCM = "AES/GCM/NoPadding";
  private static final Provider PROVIDER = provider();

  private Aes() {}

  private static Provider provider() {
    try {
      return Cipher.getInstance(GCM).getProvider();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-GCM", e);
    }
  }

  /** A fresh cipher, for one thread. */
  static Cipher gcm() {
    try {
      return Cipher.getInstance(GCM, PROVIDER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-GCM", e);
    }
  }
}
