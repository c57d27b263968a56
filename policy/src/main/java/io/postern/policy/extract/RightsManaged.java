package io.postern.policy.extract;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A message under rights management: packed blocks of a compound file whose stream {@code
 * DRMContent} is encrypted ([MS-OXORMMS] 2.1.3.1, 2.2.4.1).
 */
final class RightsManaged {
  private static final byte[] PREFIX = {
    0x76, (byte) 0xe8, 0x04, 0x60, (byte) 0xc4, 0x11, (byte) 0xe3, (byte) 0x86
  };

  private static final int BLOCK_MARK = 0x0fa0;

  /** Blocks are of this size or smaller. */
  private static final int LARGEST_BLOCK = 64 * 1024;

  private RightsManaged() {}

  /** True where bytes begin as such a message does. */
  static boolean begins(byte[] bytes, int length) {
    return length > PREFIX.length && Arrays.equals(bytes, 0, 8, PREFIX, 0, 8);
  }

  /**
   * What can be read in the clear inside, or null where the bytes are not wholly such a message.
   */
  static @Nullable String textOf(byte[] bytes, int length) {
    ByteBuffer in = ByteBuffer.wrap(bytes, 8, length - 8).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder();
    StringBuilder all = new StringBuilder();
    while (in.remaining() > 12 && in.getInt() == BLOCK_MARK) {
      byte[] block = block(in, in.getInt(), in.getInt());
      if (block.length == 0) {
        return null;
      }
      text.append(ReadableRuns.of(block, 0, block.length));
      all.append(new String(block, StandardCharsets.ISO_8859_1));
    }
    boolean compound = all.indexOf("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1") == 0;
    boolean content = all.indexOf("D\0R\0M\0C\0o\0n\0t\0e\0n\0t\0") > 0;
    return !in.hasRemaining() && compound && content ? text.toString() : null;
  }

  /** The block unpacked; empty where its sizes are not true. */
  private static byte[] block(ByteBuffer in, int unpacked, int packed) {
    if (unpacked <= 0 || unpacked > LARGEST_BLOCK || packed <= 0 || packed > in.remaining()) {
      return new byte[0];
    }
    byte[] out = new byte[unpacked];
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(in.slice().limit(packed));
      int n = inflater.inflate(out);
      boolean whole = n == unpacked && inflater.getRemaining() == 0;
      in.position(in.position() + packed);
      return whole ? out : new byte[0];
    } catch (DataFormatException e) {
      // no such block: the message is not what it says
      return new byte[0];
    }
  }
}
