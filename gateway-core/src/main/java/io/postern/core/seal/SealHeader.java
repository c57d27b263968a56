package io.postern.core.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The first 13 bytes of sealed content: {@code PST1}, the suite (1: AES-256-GCM), the base-2
 * logarithm of the segment size (16), and the nonce prefix. Its SHA-256 is part of what every
 * segment authenticates.
 */
record SealHeader(byte[] prefix) {
  static final int LENGTH = 13;
  static final int PREFIX = 7;

  /** Plain bytes in a segment; only the last one may hold fewer. */
  static final int SEGMENT = 1 << 16;

  private static final byte[] MAGIC = "PST1".getBytes(StandardCharsets.US_ASCII);
  private static final byte SUITE_AES_256_GCM = 1;
  private static final byte SEGMENT_LOG2 = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  static SealHeader random() {
    byte[] prefix = new byte[PREFIX];
    RANDOM.nextBytes(prefix);
    return new SealHeader(prefix);
  }

  /**
   * @throws DamagedException where it is no header, or one that a later version wrote
   */
  static SealHeader parse(byte[] content) throws DamagedException {
    if (content.length < LENGTH || !Arrays.equals(content, 0, 4, MAGIC, 0, 4)) {
      throw new DamagedException("not sealed content");
    }
    if (content[4] != SUITE_AES_256_GCM || content[5] != SEGMENT_LOG2) {
      throw new DamagedException("sealed by an unknown suite");
    }
    return new SealHeader(Arrays.copyOfRange(content, 6, LENGTH));
  }

  byte[] bytes() {
    return ByteBuffer.allocate(LENGTH)
        .put(MAGIC)
        .put(SUITE_AES_256_GCM)
        .put(SEGMENT_LOG2)
        .put(prefix)
        .array();
  }

  /** What every segment authenticates besides itself: header, kind of object, whose it is. */
  byte[] associatedData(String owner) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha.digest(bytes());
      byte[] name = ("message " + owner).getBytes(StandardCharsets.US_ASCII);
      return ByteBuffer.allocate(hash.length + name.length).put(hash).put(name).array();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
