package io.postern.core.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Keys under keys: AES-256-GCM with a random nonce of 96 bits, bound to a context that says whose
 * key it is. Thread-safe.
 */
public final class KeyWrap {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  /** The length in bytes of a wrapped 256-bit key. */
  public static final int LENGTH = NONCE + DataKey.LENGTH + TAG_BITS / 8;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKey wrapping;

  public KeyWrap(SecretKey wrapping) {
    this.wrapping = wrapping;
  }

  /** A wrapping key that is itself a key which was wrapped; {@code key} may be closed after. */
  public static KeyWrap under(DataKey key) {
    return new KeyWrap(key.forCipher());
  }

  /** The nonce, then the sealed key. */
  public byte[] wrap(DataKey key, String context) {
    byte[] out = new byte[LENGTH];
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    System.arraycopy(nonce, 0, out, 0, NONCE);
    try {
      cipher(Cipher.ENCRYPT_MODE, nonce, context)
          .doFinal(key.bytes(), 0, DataKey.LENGTH, out, NONCE);
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to encrypt", e);
    }
  }

  /**
   * @throws DamagedException where it is not a key that was wrapped by this one in this context
   */
  public DataKey unwrap(byte[] wrapped, String context) throws DamagedException {
    if (wrapped.length != LENGTH) {
      throw new DamagedException("the wrapped key has not its length");
    }
    try {
      byte[] nonce = Arrays.copyOf(wrapped, NONCE);
      return DataKey.take(
          cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(wrapped, NONCE, LENGTH - NONCE));
    } catch (GeneralSecurityException e) {
      throw new DamagedException("the wrapped key does not open");
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    Cipher cipher = Aes.gcm();
    cipher.init(mode, wrapping, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
