package io.postern.policy.extract;

import java.util.Map;

/** Character references of HTML: all numeric ones, and the named ones that mail uses. */
final class Entities {
  private static final int LONGEST = 10;
  private static final Map<String, Character> NAMED =
      Map.ofEntries(
          Map.entry("amp", '&'),
          Map.entry("lt", '<'),
          Map.entry("gt", '>'),
          Map.entry("quot", '"'),
          Map.entry("apos", '\''),
          Map.entry("nbsp", ' '),
          Map.entry("ensp", ' '),
          Map.entry("emsp", ' '),
          Map.entry("thinsp", ' '),
          Map.entry("shy", '\u00ad'),
          Map.entry("zwnj", '\u200c'),
          Map.entry("zwj", '\u200d'),
          Map.entry("ndash", '-'),
          Map.entry("mdash", '-'),
          Map.entry("hyphen", '-'),
          Map.entry("dash", '-'),
          Map.entry("minus", '-'),
          Map.entry("lsquo", '\''),
          Map.entry("rsquo", '\''),
          Map.entry("ldquo", '"'),
          Map.entry("rdquo", '"'),
          Map.entry("bull", '\u2022'),
          Map.entry("middot", '\u00b7'),
          Map.entry("hellip", '\u2026'),
          Map.entry("colon", ':'),
          Map.entry("period", '.'),
          Map.entry("sol", '/'),
          Map.entry("num", '#'),
          Map.entry("lpar", '('),
          Map.entry("rpar", ')'),
          Map.entry("comma", ','),
          Map.entry("commat", '@'),
          Map.entry("lowbar", '_'),
          Map.entry("excl", '!'),
          Map.entry("Tab", '\t'),
          Map.entry("NewLine", '\n'),
          Map.entry("deg", '\u00b0'),
          Map.entry("micro", '\u00b5'),
          Map.entry("frac12", '\u00bd'),
          Map.entry("aacute", '\u00e1'),
          Map.entry("eacute", '\u00e9'),
          Map.entry("iacute", '\u00ed'),
          Map.entry("oacute", '\u00f3'),
          Map.entry("uacute", '\u00fa'),
          Map.entry("ntilde", '\u00f1'),
          Map.entry("auml", '\u00e4'),
          Map.entry("ouml", '\u00f6'),
          Map.entry("uuml", '\u00fc'),
          Map.entry("szlig", '\u00df'),
          Map.entry("egrave", '\u00e8'),
          Map.entry("ccedil", '\u00e7'));

  private Entities() {}

  /**
   * Decodes the reference at {@code at} into {@code out}; what is none is kept as it is.
   *
   * @return where to go on
   */
  static int decode(char[] in, int at, int end, CharBuffer out) {
    boolean numeric = at + 1 < end && in[at + 1] == '#';
    int next = numeric ? number(in, at + 2, end, out) : named(in, at + 1, end, out);
    if (next < 0) {
      out.add('&');
      return at + 1;
    }
    return next < end && in[next] == ';' ? next + 1 : next;
  }

  private static int number(char[] in, int from, int end, CharBuffer out) {
    boolean hex = from < end && (in[from] == 'x' || in[from] == 'X');
    int radix = hex ? 16 : 10;
    int i = hex ? from + 1 : from;
    int start = i;
    int code = 0;
    int digit;
    while (i < end && (digit = Character.digit(in[i], radix)) >= 0) {
      // leading zeros may be many; the value saturates
      code = Math.min(code * radix + digit, Character.MAX_CODE_POINT + 1);
      i++;
    }
    if (i == start) {
      return -1;
    }
    boolean valid = code > 0 && code <= Character.MAX_CODE_POINT;
    out.addCodePoint(valid ? code : 0xfffd);
    return i;
  }

  private static int named(char[] in, int from, int end, CharBuffer out) {
    int i = from;
    int stop = Math.min(end, from + LONGEST);
    while (i < stop && isAlnum(in[i])) {
      i++;
    }
    Character c = i == from ? null : NAMED.get(new String(in, from, i - from));
    if (c == null) {
      return -1;
    }
    out.add(c);
    return i;
  }

  private static boolean isAlnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
