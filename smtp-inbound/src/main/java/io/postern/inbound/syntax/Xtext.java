package io.postern.inbound.syntax;

import java.util.HexFormat;

/** Text with {@code +HH} for what must not stand bare in a parameter (RFC 3461 4). */
final class Xtext {
  private Xtext() {}

  /**
   * True where it is well formed and stands for printable characters only: a NUL or line break in
   * disguise would reach whoever decodes it later.
   *
   * @param utf8 whether characters beyond ASCII may stand for themselves (RFC 6533 3)
   */
  static boolean isPrintable(String text, boolean utf8) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '+') {
        if (!isPrintableEscape(text, i)) {
          return false;
        }
        i += 2;
      } else if (c <= ' ' || c == '=' || c == 127 || (c > 127 && !utf8)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isPrintableEscape(String text, int plus) {
    if (plus + 2 >= text.length()) {
      return false;
    }
    String hex = text.substring(plus + 1, plus + 3);
    if (!hex.matches("[0-9A-F]{2}")) {
      return false;
    }
    int value = HexFormat.fromHexDigits(hex);
    return value >= ' ' && value < 127;
  }
}
