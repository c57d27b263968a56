package io.postern.core.model;

/** Local parts of addresses (RFC 5321 4.1.2), of which one mailbox can have several spellings. */
public final class LocalPart {
  private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~";

  private LocalPart() {}

  /**
   * The spelling with the least quoting, by which two can be compared: {@code "a\nn"} is {@code
   * ann}. What is no quoted string stays as it is. Dots may stand anywhere, as they may where
   * addresses are taken that do not quote them.
   */
  public static String leastQuoted(String localPart) {
    if (!isQuoted(localPart)) {
      return localPart;
    }
    String content = content(localPart);
    return isAtoms(content)
        ? content
        : '"' + content.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** What it stands for: the same without quotes and backslashes, if it is a quoted string. */
  public static String content(String localPart) {
    return isQuoted(localPart)
        ? unescaped(localPart.substring(1, localPart.length() - 1))
        : localPart;
  }

  /** Whether it has the form of one, with dots anywhere. */
  public static boolean isLocalPart(String text) {
    return isQuoted(text) || isAtoms(text);
  }

  private static boolean isAtoms(String text) {
    return !text.isEmpty() && text.chars().allMatch(LocalPart::needsNoQuotes);
  }

  /** Whether it is one quoted string from beginning to end. */
  private static boolean isQuoted(String text) {
    int last = text.length() - 1;
    if (last < 1 || text.charAt(0) != '"' || text.charAt(last) != '"') {
      return false;
    }
    int i = 1;
    while (i < last && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i == last;
  }

  private static String unescaped(String content) {
    StringBuilder text = new StringBuilder(content.length());
    for (int i = 0; i < content.length(); i++) {
      if (content.charAt(i) == '\\') {
        i++;
      }
      text.append(content.charAt(i));
    }
    return text.toString();
  }

  /** Atext of RFC 5322 3.2.3 with RFC 6532 3.2, or a dot. */
  private static boolean needsNoQuotes(int c) {
    return c == '.'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c >= 0xA0
        || ATEXT.indexOf(c) >= 0;
  }
}
