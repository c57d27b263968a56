package io.postern.policy.extract;

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

  /**
   * The bytes; an incomplete group at the end is dropped.
   *
   * @param from where in {@code text} the first group begins
   */
  static byte[] decode(CharSequence text, int from) {
    byte[] out = new byte[(text.length() - from) * 3 / 4 + 3];
    int length = 0;
    int group = 0;
    int bits = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=') {
        bits = 0;
      } else if (letter(c)) {
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
}
