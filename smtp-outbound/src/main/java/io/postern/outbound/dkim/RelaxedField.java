package io.postern.outbound.dkim;

import io.postern.core.mime.HeaderBlock.Field;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A field in the canonicalisation "relaxed" (RFC 6376 3.4.2). One char is one octet. */
final class RelaxedField {
  private RelaxedField() {}

  /** With its line end. */
  static String of(Field field) {
    return of(new String(field.raw(), StandardCharsets.ISO_8859_1)) + "\r\n";
  }

  /**
   * Without a line end, as the signature's own field is covered (RFC 6376 3.7).
   *
   * @param raw a whole field
   */
  static String of(String raw) {
    int colon = raw.indexOf(':');
    String name = raw.substring(0, colon).stripTrailing().toLowerCase(Locale.ROOT);
    return name + ":" + blanks(raw.substring(colon + 1).replace("\r\n", ""));
  }

  private static String blanks(String value) {
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean blank = c == ' ' || c == '\t';
      if (!blank) {
        out.append(c);
      } else if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    int end = out.length();
    return end > 0 && out.charAt(end - 1) == ' ' ? out.substring(0, end - 1) : out.toString();
  }
}
