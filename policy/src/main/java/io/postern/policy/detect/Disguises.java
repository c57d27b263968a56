package io.postern.policy.detect;

/**
 * Signs, noted in the one pass, that a text can be read in a second way: escapes, long tokens,
 * spaced letters. For one thread.
 */
final class Disguises {
  /** Fewer escapes than this spell nothing. */
  private static final int FEWEST = 3;

  /** The shortest token that may be text in base64 or hexadecimal, in characters. */
  private static final int SHORTEST_TOKEN = 16;

  private static final int SHORTEST_SPACED = 6;

  /** From one single character to the next: {@code 6 - 2}. */
  private static final int WIDEST_GAP = 4;

  /** Long tokens; {@code what} is unused. */
  final Marks tokens = new Marks();

  private int percents;
  private int equals;
  private int entities;
  private int backslashes;
  private int lastSingle;
  private int singles;
  private int mostSingles;

  void clear() {
    tokens.clear();
    percents = 0;
    equals = 0;
    entities = 0;
    backslashes = 0;
    lastSingle = -2;
    singles = 0;
    mostSingles = 0;
  }

  /** Takes a character that belongs to no word. */
  void mark(char[] text, int i, int length) {
    if (i + 2 >= length) {
      return;
    }
    char next = text[i + 1];
    switch (text[i]) {
      case '%' -> percents += hex(next) && hex(text[i + 2]) ? 1 : 0;
      case '=' -> equals += next < ' ' || (hex(next) && hex(text[i + 2])) ? 1 : 0;
      case '&' -> entities += next == '#' ? 1 : 0;
      case '\\' -> backslashes += (next == 'u' || next == 'x') && hex(text[i + 2]) ? 1 : 0;
      default -> {}
    }
  }

  static boolean hex(char c) {
    return Checks.digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  }

  /** Takes a word. */
  void word(int start, int end) {
    if (end - start >= SHORTEST_TOKEN) {
      tokens.add(start, end, 0);
    } else if (end - start == 1) {
      singles = start - lastSingle <= WIDEST_GAP ? singles + 1 : 1;
      lastSingle = start;
      mostSingles = Math.max(mostSingles, singles);
    }
  }

  boolean percent() {
    return percents >= FEWEST;
  }

  boolean quotedPrintable() {
    return equals >= FEWEST;
  }

  boolean entities() {
    return entities >= FEWEST;
  }

  boolean escapes() {
    return backslashes >= FEWEST;
  }

  boolean spaced() {
    return mostSingles >= SHORTEST_SPACED;
  }
}
