package io.postern.core.keys;

import io.postern.core.model.DomainName;
import io.postern.core.model.LocalPart;
import java.util.Locale;
import java.util.Optional;

/**
 * The form in which addresses are compared: lower case, domain as A-labels. RFC 5321 2.4 lets only
 * the receiver interpret a local part; no receiver in practice tells two people apart by case
 * alone.
 */
final class MailName {
  private MailName() {}

  /** The form to compare of {@code local@domain} or {@code @domain}. */
  static String normal(String address) {
    String lower = address.strip().toLowerCase(Locale.ROOT);
    int at = lower.lastIndexOf('@');
    return at < 0
        ? lower
        : LocalPart.leastQuoted(lower.substring(0, at)) + "@" + aLabels(lower.substring(at + 1));
  }

  /** {@code @domain} of an address in the form to compare. */
  static String domainOf(String normal) {
    return normal.substring(normal.lastIndexOf('@'));
  }

  /** True for {@code local@domain} without blanks, brackets and control characters. */
  static boolean isAddress(String text) {
    int at = text.lastIndexOf('@');
    return at > 0
        && at < text.length() - 1
        && text.chars().noneMatch(c -> c <= ' ' || c == 127 || c == '<' || c == '>');
  }

  /** The address in an OpenPGP user ID: {@code Name <address>} or the bare address. */
  static Optional<String> ofUserId(String userId) {
    String text = userId.strip();
    int open = text.lastIndexOf('<');
    String address =
        open >= 0 && text.endsWith(">") ? text.substring(open + 1, text.length() - 1) : text;
    return isAddress(address) ? Optional.of(normal(address)) : Optional.empty();
  }

  private static String aLabels(String domain) {
    // Not a host name, as in an address literal: it is compared as written.
    return DomainName.toAscii(domain).orElse(domain);
  }
}
