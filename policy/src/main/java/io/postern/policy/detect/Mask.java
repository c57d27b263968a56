package io.postern.policy.detect;

/** Samples that let a reader find a value again without telling it. */
final class Mask {
  private static final int LONGEST = 24;

  private Mask() {}

  /**
   * Letters and digits become {@code *}; a number of eight digits or more that is no date keeps its
   * last two, nothing else keeps anything.
   */
  static String of(Identifier identifier, char[] text, int start, int end) {
    int stop = Math.min(end, start + LONGEST);
    char[] sample = new char[stop - start];
    int digits = 0;
    for (int i = start; i < stop; i++) {
      boolean word = Character.isLetterOrDigit(text[i]);
      digits += Checks.digit(text[i]) ? 1 : 0;
      sample[i - start] = word ? '*' : text[i] < ' ' ? ' ' : text[i];
    }
    boolean number = identifier != Identifier.BIRTH_DATE && identifier != Identifier.SERVICE_DATE;
    if (number && digits >= 8 && stop == end) {
      reveal(text, stop, sample);
    }
    return new String(sample);
  }

  /** Nothing but the length, up to what a sample shows. */
  static String all(int length) {
    return "*".repeat(Math.min(length, LONGEST));
  }

  private static void reveal(char[] text, int stop, char[] sample) {
    for (int i = 1; i <= 2; i++) {
      sample[sample.length - i] = text[stop - i];
    }
  }
}
