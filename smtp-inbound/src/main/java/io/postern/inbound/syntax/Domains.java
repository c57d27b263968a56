package io.postern.inbound.syntax;

import io.postern.core.model.DomainName;
import java.net.Inet6Address;
import java.util.regex.Pattern;

/** Domains and address literals (RFC 5321 4.1.2, 4.1.3). */
public final class Domains {
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  /** What may stand in a Received field, and clients call themselves. */
  private static final Pattern HELO = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

  private Domains() {}

  /** True for a domain of LDH or U-labels, or an IPv4 or IPv6 literal in brackets. */
  public static boolean isDomain(String text) {
    return text.startsWith("[") ? isLiteral(text) : isName(text);
  }

  /** True where it does no harm in a Received field, whether or not it is a domain or literal. */
  public static boolean isHelo(String text) {
    return HELO.matcher(text).matches();
  }

  private static boolean isName(String text) {
    String ascii = DomainName.toAscii(text).orElse("");
    if (ascii.isEmpty() || ascii.length() > 255) {
      return false;
    }
    for (String label : ascii.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLiteral(String text) {
    if (!text.endsWith("]")) {
      return false;
    }
    String inner = text.substring(1, text.length() - 1);
    return inner.regionMatches(true, 0, "IPv6:", 0, 5)
        ? isIpv6(inner.substring(5))
        : IPV4.matcher(inner).matches();
  }

  private static boolean isIpv6(String text) {
    if (!IPV6.matcher(text).matches()) {
      return false;
    }
    try {
      Inet6Address.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
