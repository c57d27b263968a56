package io.postern.core.seal;

import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The AES-256 key of one stored object. Wiped when closed; not thread-safe while closing. */
public final class DataKey implements AutoCloseable {
  /** Its length in bytes. */
  public static final int LENGTH = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  private DataKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new random key. */
  public static DataKey random() {
    byte[] bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    return new DataKey(bytes);
  }

  /** Takes over the bytes of a key. */
  static DataKey take(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a data key has 32 bytes, not " + bytes.length);
    }
    return new DataKey(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  /** A copy in the form that ciphers take. */
  SecretKey forCipher() {
    return new SecretKeySpec(bytes, "AES");
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "***";
  }
}
