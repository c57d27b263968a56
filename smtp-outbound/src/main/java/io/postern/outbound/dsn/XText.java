package io.postern.outbound.dsn;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes xtext (RFC 3461 4): {@code +2B} stands for a plus sign. */
final class XText {
  private static final Pattern CODE = Pattern.compile("\\+([0-9A-F]{2})");

  private XText() {}

  static String decode(String xtext) {
    return CODE.matcher(xtext)
        .replaceAll(
            m -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(m.group(1), 16))));
  }
}
