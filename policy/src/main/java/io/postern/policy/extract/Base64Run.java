package io.postern.policy.extract;

import java.util.Arrays;

/** Lines that follow each other and hold only letters of base64 and padding. For one thread. */
final class Base64Run {
  /** Fewer characters of base64 hold no identifier together with something about health. */
  private static final int SHORTEST = 16;

  /** From so many characters on, base64 of what is no text may be a packed file. */
  private static final int FILE = 480;

  /** Three characters write no words in base64: rulers, padding and test data are not decoded. */
  private static final int FEWEST_LETTERS = 4;

  private byte[] letters = new byte[256];
  private int length;

  /** Whether a line, or what is left of it, belongs to such a run. */
  static boolean takes(String in, int from, int end) {
    int stop = end;
    while (stop > from && in.charAt(stop - 1) == '=') {
      stop--;
    }
    for (int i = from; i < stop; i++) {
      if (!LenientBase64.letter(in.charAt(i))) {
        return false;
      }
    }
    return stop > from;
  }

  void add(String in, int from, int end) {
    int more = end - from;
    if (letters.length - length < more) {
      letters = Arrays.copyOf(letters, Math.max(length + more, length * 2));
    }
    for (int i = 0; i < more; i++) {
      letters[length + i] = (byte) in.charAt(from + i);
    }
    length += more;
  }

  void clear() {
    length = 0;
  }

  /** Whether it can say anything. */
  boolean worthReading() {
    return length >= SHORTEST && isVaried();
  }

  private boolean isVaried() {
    long low = 0;
    long high = 0;
    for (int i = 0; i < length; i++) {
      low |= letters[i] < 64 ? 1L << letters[i] : 0;
      high |= letters[i] < 64 ? 0 : 1L << (letters[i] - 64);
      if (Long.bitCount(low) + Long.bitCount(high) >= FEWEST_LETTERS) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is long enough for a packed file and has digits, which long words have not. */
  boolean mayBeFile() {
    return length >= FILE && hasDigit();
  }

  private boolean hasDigit() {
    for (int i = 0; i < length; i++) {
      if (letters[i] >= '0' && letters[i] <= '9') {
        return true;
      }
    }
    return false;
  }

  /**
   * The bytes that it says.
   *
   * @param shift how many letters before the first group are none of it
   */
  byte[] decode(int shift) {
    return LenientBase64.decode(letters, shift, length);
  }
}
