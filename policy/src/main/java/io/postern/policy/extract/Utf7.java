package io.postern.policy.extract;

import java.nio.charset.StandardCharsets;

/** UTF-7 (RFC 2152), which no reader should decode any more and some do. */
final class Utf7 {
  private Utf7() {}

  /** Decodes what is encoded and leaves all else as it is; linear. */
  static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '+') {
        out.append(c);
        continue;
      }
      int from = i;
      while (i < text.length() && text.charAt(i) != '-' && LenientBase64.letter(text.charAt(i))) {
        i++;
      }
      byte[] wide = LenientBase64.decode(text.substring(from, i));
      out.append(from == i ? "+" : new String(wide, StandardCharsets.UTF_16BE));
      i += i < text.length() && text.charAt(i) == '-' ? 1 : 0;
    }
    return out.toString();
  }
}
