package io.postern.outbound.discover;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Search filters as text (RFC 4515 3), into which addresses of strangers go. */
final class LdapFilter {
  private LdapFilter() {}

  /** True where one of the attributes holds the value. */
  static String anyEquals(List<String> attributes, String value) {
    String escaped = escaped(value);
    return attributes.stream()
        .map(attribute -> "(" + attribute + "=" + escaped + ")")
        .collect(Collectors.joining("", "(|", ")"));
  }

  /** Whatever is no letter, digit or harmless sign of ASCII goes as a backslash and two digits. */
  static String escaped(String value) {
    StringBuilder text = new StringBuilder();
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      text.append(isPlain(c) ? String.valueOf(c) : String.format(Locale.ROOT, "\\%02x", (int) c));
    }
    return text.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "@.-_+=".indexOf(c) >= 0;
  }
}
