package io.postern.policy.detect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 of values, cut to 64 bits: the same value can be found again in other messages of
 * the installation, and without the key nobody can try out the billion social security numbers. For
 * one thread.
 */
final class Fingerprint {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int OCTETS = 8;

  private final Mac mac;

  Fingerprint(SecretKey key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is in every JDK", e);
    }
  }

  /** A key that is forgotten with the process. */
  static SecretKey passing() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return new SecretKeySpec(key, ALGORITHM);
  }

  /** Of the letters and digits of a value, whatever its case and separators. */
  String of(char[] text, int start, int end) {
    StringBuilder plain = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      if (Character.isLetterOrDigit(text[i])) {
        plain.append(Character.toUpperCase(text[i]));
      }
    }
    byte[] all = mac.doFinal(plain.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits(ByteBuffer.wrap(all, 0, OCTETS).getLong());
  }

  /** The same by which values are told apart while one message is scanned. */
  static long ofPassing(char[] text, int start, int end) {
    long hash = TokenTrie.start();
    for (int i = start; i < end; i++) {
      if (Character.isLetterOrDigit(text[i])) {
        hash = TokenTrie.next(hash, Character.toUpperCase(text[i]));
      }
    }
    return hash;
  }
}
