package io.postern.policy.detect;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression that somebody wrote into a file. RE2/J matches in time linear in the text,
 * whatever the expression, so that no file can stop a worker.
 */
record Regex(Pattern pattern) {
  private static final int LONGEST = 500;
  private static final int LARGEST_PROGRAM = 5_000;

  /**
   * @throws IllegalArgumentException where it is no RE2 expression, matches nothing at all, or is
   *     too large
   */
  static Regex parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("a pattern has at most " + LONGEST + " characters");
    }
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.programSize() > LARGEST_PROGRAM || pattern.matches("")) {
        throw new IllegalArgumentException("the pattern is too large, or matches nothing at all");
      }
      return new Regex(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not an RE2 pattern: " + e.getDescription(), e);
    }
  }
}
