package io.postern.web.portal;

/** A stranger's text as it may stand in a page or a header field. */
final class VisibleText {
  private static final int LONGEST_LINE = 500;

  private VisibleText() {}

  /** One line without control characters and without those that reorder text (UTS 55). */
  static String line(String text) {
    String clean =
        text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+", " ");
    String line = clean.strip();
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE);
  }
}
