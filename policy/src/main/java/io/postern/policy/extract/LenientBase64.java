package io.postern.policy.extract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Base64 as the most forgiving readers take it (RFC 4648 3.3): both alphabets, foreign characters
 * skipped, padding anywhere ends a group and not the data.
 */
final class LenientBase64 {
  private static final byte[] VALUES = values();

  private LenientBase64() {}

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < letters.length(); i++) {
      values[letters.charAt(i)] = (byte) i;
    }
    values['-'] = 62;
    values['_'] = 63;
    return values;
  }

  /** True for a character of either alphabet, padding excluded. */
  static boolean letter(char c) {
    return c < 128 && VALUES[c] >= 0;
  }

  /** The bytes; an incomplete group at the end is dropped. */
  static byte[] decode(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    return decode(ascii, 0, ascii.length);
  }

  /**
   * The bytes; an incomplete group at the end is dropped.
   *
   * @param ascii no byte of it is negative
   * @param from where in it the first group begins
   */
  static byte[] decode(byte[] ascii, int from, int end) {
    byte[] out = new byte[Math.max(end - from, 0) * 3 / 4 + 3];
    int length = 0;
    int group = 0;
    int bits = 0;
    int i = from;
    while (i < end) {
      int four = bits == 0 && i + 4 <= end ? group(ascii, i) : -1;
      if (four >= 0) {
        out[length] = (byte) (four >> 16);
        out[length + 1] = (byte) (four >> 8);
        out[length + 2] = (byte) four;
        length += 3;
        i += 4;
        continue;
      }
      byte c = ascii[i++];
      if (c == '=') {
        bits = 0;
      } else if (VALUES[c] >= 0) {
        group = group << 6 | VALUES[c];
        bits += 6;
        if (bits >= 8) {
          bits -= 8;
          out[length++] = (byte) (group >> bits);
        }
      }
    }
    return Arrays.copyOf(out, length);
  }

  /** Four letters as 24 bits; negative where one of them is none. */
  private static int group(byte[] ascii, int i) {
    return VALUES[ascii[i]] << 18
        | VALUES[ascii[i + 1]] << 12
        | VALUES[ascii[i + 2]] << 6
        | VALUES[ascii[i + 3]];
  }
}
