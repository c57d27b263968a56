package io.postern.outbound.route;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/** Address literals of RFC 5321 4.1.3. */
final class AddressLiterals {
  private AddressLiterals() {}

  static boolean is(String nextHop) {
    return nextHop.startsWith("[") && nextHop.endsWith("]");
  }

  /** The address in {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}; empty where it is none. */
  static Optional<InetAddress> parse(String literal) {
    String inner = literal.substring(1, literal.length() - 1);
    boolean six = inner.toLowerCase(Locale.ROOT).startsWith("ipv6:");
    return address(six ? inner.substring(5) : inner)
        .filter(a -> six == (a.getAddress().length > 4));
  }

  /** Reads a bare IP address, never asking the DNS. */
  static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a name, or nonsense: both are not an address
    }
  }
}
