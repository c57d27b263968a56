package io.postern.policy.detect;

/** The numbers of a text and how they stand together. For one thread. */
final class Numbers {
  /** More numbers in a row than this belong to no identifier. */
  private static final int LONGEST_GROUP = 8;

  private final Marks marks;
  private final char[] text;

  Numbers(PartView view) {
    this.marks = view.scan.numbers;
    this.text = view.text();
  }

  int count() {
    return marks.size;
  }

  int start(int i) {
    return marks.start[i];
  }

  int end(int i) {
    return marks.end[i];
  }

  int width(int i) {
    return marks.end[i] - marks.start[i];
  }

  /** The count of digits; 0 where letters are mixed in. */
  int digits(int i) {
    return Math.max(marks.what[i], 0);
  }

  /** The count of digits, letters or not. */
  int allDigits(int i) {
    return Math.abs(marks.what[i]);
  }

  /** The value of a number of at most nine digits. */
  int value(int i) {
    int v = 0;
    for (int k = start(i); k < end(i) && k < start(i) + 9; k++) {
      v = v * 10 + (text[k] - '0');
    }
    return v;
  }

  /** The character between a number and the next. */
  char separator(int i) {
    return text[end(i)];
  }

  /** How many numbers follow each other with one and the same single separator between. */
  int group(int i) {
    int n = 1;
    char separator = 0;
    while (i + n < count() && n < LONGEST_GROUP) {
      int end = end(i + n - 1);
      if (start(i + n) != end + 1 || !joins(text[end])) {
        break;
      }
      if (n > 1 && text[end] != separator) {
        break;
      }
      separator = text[end];
      n++;
    }
    return n;
  }

  private static boolean joins(char c) {
    return c == '-' || c == '.' || c == '/' || c == ' ' || c == '_';
  }

  /** Whether {@code n} numbers have these counts of digits. */
  boolean shape(int i, int... digits) {
    for (int k = 0; k < digits.length; k++) {
      if (i + k >= count() || digits(i + k) != digits[k]) {
        return false;
      }
    }
    return true;
  }
}
