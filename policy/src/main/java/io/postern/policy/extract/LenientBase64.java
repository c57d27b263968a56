package io.postern.policy.extract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Base64 as the most forgiving readers take it (RFC 4648 3.3): both alphabets, foreign characters
 * skipped, padding anywhere ends a group and not the data.
 */
public final class LenientBase64 {
  private static final byte[] VALUES = values();

  private LenientBase64() {}

  private static byte[] values() {
    byte[] values = new byte[256];
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
  public static boolean letter(char c) {
    return c < 256 && VALUES[c] >= 0;
  }

  /** The same for a byte. */
  static boolean letter(byte b) {
    return VALUES[b & 0xff] >= 0;
  }

  /**
   * Whether four letters stand for three bytes of which none is negative, as all of ASCII are, also
   * in two bytes a character.
   */
  static boolean ascii(byte[] letters, int i) {
    return (VALUES[letters[i]] & 0x20) == 0
        && (VALUES[letters[i + 1]] & 0x08) == 0
        && (VALUES[letters[i + 2]] & 0x02) == 0;
  }

  /** True where all of these are letters of either alphabet. */
  public static boolean letters(char[] text, int from, int to) {
    int i = from;
    while (i < to && letter(text[i])) {
      i++;
    }
    return i == to;
  }

  /**
   * How many of the bytes that these letters stand for are negative, which no ASCII is, those of an
   * incomplete group at the end left out. Needs no memory, and a fraction of the time of decoding.
   *
   * @param from where they begin; all up to {@code to} are letters
   */
  public static int notAscii(char[] text, int from, int to) {
    int found = 0;
    for (int i = from; i + 4 <= to; i += 4) {
      found += (VALUES[text[i]] >> 5) & 1;
      found += (VALUES[text[i + 1]] >> 3) & 1;
      found += (VALUES[text[i + 2]] >> 1) & 1;
    }
    return found;
  }

  /** The bytes; of an incomplete group at the end those that are whole. */
  static byte[] decode(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    return decode(ascii, 0, ascii.length);
  }

  /**
   * The bytes; of an incomplete group at the end those that are whole.
   *
   * @param from where in it the first group begins
   */
  public static byte[] decode(byte[] ascii, int from, int end) {
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
      } else if (VALUES[c & 0xff] >= 0) {
        group = group << 6 | VALUES[c & 0xff];
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
    return VALUES[ascii[i] & 0xff] << 18
        | VALUES[ascii[i + 1] & 0xff] << 12
        | VALUES[ascii[i + 2] & 0xff] << 6
        | VALUES[ascii[i + 3] & 0xff];
  }
}
