package io.postern.core.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals and opens the segments of one object. The nonce is prefix || number || last flag, so that a
 * segment opens only at its place, and only the last one as the last. Not thread-safe.
 */
final class SegmentCipher {
  static final int TAG = 16;

  /** A sealed segment of full length. */
  static final int SEALED = SealHeader.SEGMENT + TAG;

  private final SealHeader header;
  private final SecretKey key;
  private final byte[] associated;
  private final Cipher cipher;

  SegmentCipher(SealHeader header, SecretKey key, String owner) {
    this.header = header;
    this.key = key;
    this.associated = header.associatedData(owner);
    this.cipher = Aes.gcm();
  }

  /** Seals {@code in[0, length)} to {@code out[offset, offset + length + TAG)}. */
  void seal(int number, boolean last, byte[] in, int length, byte[] out, int offset) {
    try {
      init(Cipher.ENCRYPT_MODE, number, last);
      cipher.doFinal(in, 0, length, out, offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed to encrypt", e);
    }
  }

  /**
   * Opens {@code in[offset, offset + length)}; gives the plain bytes only after the tag was right.
   */
  byte[] open(int number, boolean last, byte[] in, int offset, int length) throws DamagedException {
    try {
      init(Cipher.DECRYPT_MODE, number, last);
      return cipher.doFinal(in, offset, length);
    } catch (GeneralSecurityException e) {
      throw new DamagedException("segment " + number + " does not open");
    }
  }

  private void init(int mode, int number, boolean last) throws GeneralSecurityException {
    byte[] nonce =
        ByteBuffer.allocate(12)
            .put(header.prefix())
            .putInt(number)
            .put((byte) (last ? 1 : 0))
            .array();
    cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
    cipher.updateAAD(associated);
  }
}
