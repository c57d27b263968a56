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
  private boolean padded;

  /**
   * Takes a line, or what is left of one, where it holds nothing else and padding only at its end.
   * It does not begin with a ruler; further on one may belong to it.
   *
   * @return whether it was taken
   */
  boolean take(byte[] text, int from, int end) {
    int stop = end;
    while (stop > from && text[stop - 1] == '=') {
      stop--;
    }
    if (length == 0 && isRuler(text, from, stop)) {
      return false;
    }
    int i = from;
    while (i < stop && LenientBase64.letter(text[i])) {
      i++;
    }
    if (i < stop || stop == from) {
      return false;
    }
    int more = end - from;
    if (letters.length - length < more) {
      letters = Arrays.copyOf(letters, Math.max(length + more, length * 2));
    }
    System.arraycopy(text, from, letters, length, more);
    length += more;
    padded |= stop < end;
    return true;
  }

  /**
   * Whether one letter is repeated and little else stands between: a line drawn across a letter, or
   * what fills a form. Not so for the letters in which files show their empty places.
   */
  static boolean isRuler(byte[] text, int from, int end) {
    int middle = (from + end) >>> 1;
    if (end - from < SHORTEST || text[middle] != text[middle - 1]) {
      return false; // as nearly all that is encoded
    }
    byte drawn = text[middle];
    int others = 0;
    int apart = 0;
    for (int i = from; i < end && apart < SHORTEST; i++) {
      apart = text[i] == drawn ? 0 : apart + 1;
      others += text[i] == drawn ? 0 : 1;
    }
    boolean empty = drawn == 'A' || drawn == '/' || drawn == '_' || drawn == 'V' || drawn == 'q';
    return apart < SHORTEST && others * 4 <= end - from && !empty;
  }

  void clear() {
    length = 0;
    padded = false;
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

  /** No more bytes than this can come of it, wherever there is padding. */
  int longest() {
    return length / 4 * 3 + 3;
  }

  /** The first bytes that it says. */
  byte[] head(int most) {
    return LenientBase64.decode(letters, 0, Math.min(length, most / 3 * 4));
  }

  /**
   * The bytes that it says.
   *
   * @param shift how many letters before the first group are none of it
   */
  byte[] decode(int shift) {
    return LenientBase64.decode(letters, shift, length);
  }

  /**
   * Whether so many groups of ASCII follow each other somewhere, as they do in all readable text of
   * so many bytes and a few more. Mostly much quicker than decoding.
   */
  boolean mayHoldText(int shift, int groups) {
    if (padded) {
      return true; // the groups begin anew behind it
    }
    int start = shift;
    while (start + groups * 4 <= length) {
      int i = start + (groups - 1) * 4;
      while (i >= start && LenientBase64.ascii(letters, i)) {
        i -= 4;
      }
      if (i < start) {
        return true;
      }
      start = i + 4;
    }
    return false;
  }
}
