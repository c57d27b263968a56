package io.postern.policy.extract;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Content inside the addresses of a document (RFC 2397), however the document writes them: with
 * character references, with the tabs and line ends that browsers drop (URL Standard 4.4), with
 * escapes of CSS (CSS Syntax 3, 4.3.7), in lists of sources.
 */
final class DataAddresses {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:^|url\\(['\"]?|url=['\"]?|import['\"]|,)data:([^,]{0,200}),",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern CSS_ESCAPE = Pattern.compile("\\\\([0-9A-Fa-f]{1,6})[ \\t\\r\\n]?");

  private DataAddresses() {}

  /**
   * How many bytes they hold. What is no picture or sound may be a document, so it counts as more
   * than any limit.
   */
  static long in(char[] text, int from, int to) {
    return suspicious(text, from, to) ? count(plain(text, from, to)) : 0;
  }

  /** Cheap: most values are no such address and hide none. */
  private static boolean suspicious(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text[i];
      boolean named = c == ':' && i > from && (text[i - 1] | 0x20) == 'a';
      if (named || c == '\\' || c < ' ' || (c == '&' && i + 1 < to && hides(text[i + 1]))) {
        return true;
      }
    }
    return false;
  }

  /** Begins a number, or the names of a colon, a tab and a line end. */
  private static boolean hides(char c) {
    return c == '#' || c == 'c' || c == 'T' || c == 'N';
  }

  private static String plain(char[] text, int from, int to) {
    CharBuffer out = new CharBuffer(to - from + 1);
    for (int i = from; i < to; ) {
      if (text[i] == '&') {
        i = Entities.decode(text, i, to, out);
      } else {
        out.add(text[i++]);
      }
    }
    String decoded = new String(out.chars, 0, out.length);
    String unescaped = CSS_ESCAPE.matcher(decoded).replaceAll(m -> character(m.group(1)));
    return unescaped.replaceAll("[\\x00-\\x20]", "");
  }

  private static String character(String hex) {
    int code = Integer.parseInt(hex, 16);
    boolean special = code == '\\' || code == '$';
    return special || !Character.isValidCodePoint(code) ? " " : Character.toString(code);
  }

  private static long count(String text) {
    long bytes = 0;
    Matcher address = ADDRESS.matcher(text);
    int from = 0;
    while (address.find(from)) {
      String type = address.group(1).toLowerCase(Locale.ROOT);
      boolean media = type.startsWith("image/") || type.startsWith("audio/");
      boolean drawing = type.startsWith("image/svg");
      bytes += media && !drawing ? (text.length() - address.end()) * 3L / 4 : Integer.MAX_VALUE;
      from = address.end();
    }
    return bytes;
  }
}
