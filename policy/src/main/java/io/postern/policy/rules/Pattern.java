package io.postern.policy.rules;

import java.util.Locale;

/**
 * A text in which {@code *} stands for anything; case does not matter. Matching takes no more than
 * the product of both lengths, whatever the text.
 */
record Pattern(String text) {
  Pattern {
    text = text.strip().toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty pattern matches nothing");
    }
  }

  boolean matches(String candidate) {
    String c = candidate.toLowerCase(Locale.ROOT);
    int at = 0;
    int p = 0;
    int star = -1;
    int resume = 0;
    while (at < c.length()) {
      if (p < text.length() && text.charAt(p) == '*') {
        star = p++;
        resume = at;
      } else if (p < text.length() && text.charAt(p) == c.charAt(at)) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (p < text.length() && text.charAt(p) == '*') {
      p++;
    }
    return p == text.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
