package io.postern.core.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The one secret that everything at rest hangs from. It is never used itself: each purpose gets a
 * key derived from it by HKDF-SHA256 (RFC 5869). Thread-safe.
 */
public final class RootKey {
  /** Its length in bytes. */
  public static final int LENGTH = 32;

  private final SecretKey key;

  private RootKey(SecretKey key) {
    this.key = key;
  }

  /**
   * Takes the key over; the array is wiped.
   *
   * @throws IllegalArgumentException where it has not 32 bytes
   */
  public static RootKey take(byte[] bytes) {
    try {
      if (bytes.length != LENGTH) {
        throw new IllegalArgumentException("the root key has 32 bytes, not " + bytes.length);
      }
      return new RootKey(new SecretKeySpec(bytes, "HKDF"));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** A new random key. */
  public static RootKey random() {
    byte[] bytes = new byte[LENGTH];
    new SecureRandom().nextBytes(bytes);
    return take(bytes);
  }

  /**
   * The key for one purpose.
   *
   * @param purpose a constant that names what it is for; another purpose gives an unrelated key
   * @param algorithm the JCA name of the algorithm that will use it
   */
  public SecretKey derive(String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(key)
                  .thenExpand(purpose.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 32));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HKDF-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
