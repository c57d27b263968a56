package io.postern.outbound.protect;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.operator.PGPDataDecryptor;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;

/**
 * Opens integrity protected data of version 1. To decrypt, CFB encrypts the ciphertext that came
 * before: all of it is known, so the processor works on many blocks at once, where the JDK's CFB
 * goes block by block. For one thread.
 *
 * <p>Standards: RFC 9580 5.13.1 and 12.9 (OpenPGP CFB without resynchronisation, from zeros).
 */
final class CfbDecryptor implements PGPDataDecryptor {
  private static final int BLOCK = 16;
  private static final int CHUNK = 32 << 10;

  private final Cipher aes;
  private final PGPDigestCalculator sha1;

  /**
   * @param key of AES
   */
  CfbDecryptor(byte[] key) throws PGPException {
    try {
      aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException e) {
      throw new PGPException("AES cannot be had", e);
    }
    sha1 = new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA1);
  }

  @Override
  public int getBlockSize() {
    return BLOCK;
  }

  @Override
  public PGPDigestCalculator getIntegrityCalculator() {
    return sha1;
  }

  @Override
  public InputStream getInputStream(InputStream in) {
    return new Opened(in);
  }

  private final class Opened extends InputStream {
    private final InputStream in;

    /** The block before, then the ciphertext that follows it. */
    private final byte[] sealed = new byte[BLOCK + CHUNK];

    private final byte[] plain = new byte[CHUNK];
    private int at;
    private int end;

    Opened(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return fill() ? plain[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, end - at);
      System.arraycopy(plain, at, target, offset, count);
      at += count;
      return count;
    }

    /** Whole chunks up to the last, so that each begins with a block. */
    private boolean fill() throws IOException {
      if (at < end) {
        return true;
      }
      end = in.readNBytes(sealed, BLOCK, CHUNK);
      at = 0;
      try {
        aes.update(sealed, 0, (end + BLOCK - 1) / BLOCK * BLOCK, plain);
      } catch (GeneralSecurityException e) {
        throw new IOException("AES failed", e);
      }
      for (int i = 0; i < end; i++) {
        plain[i] ^= sealed[BLOCK + i];
      }
      System.arraycopy(sealed, CHUNK, sealed, 0, BLOCK);
      return end > 0;
    }

    @Override
    public void close() throws IOException {
      Arrays.fill(plain, (byte) 0);
      in.close();
    }
  }
}
