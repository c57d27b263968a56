package io.postern.outbound.route;

import io.postern.config.Cidr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses mail may be sent to. DNS belongs to others: a record of theirs must neither lead
 * mail back to our own door nor lead us to hosts that only we can reach. Safe for use by many
 * threads.
 *
 * <p>Standards: RFC 6890 (special-purpose addresses), RFC 5321 5.1 and 6.3 (loops).
 */
public final class Destinations {
  /** Why an address is out of bounds. */
  public enum Refusal {
    /** It is where we listen. */
    OURSELVES,
    /** It is not public, and nobody allowed it. */
    NOT_PUBLIC
  }

  /** Besides those that the JDK knows: RFC 6890, RFC 6598, RFC 5771, RFC 4193. */
  private static final List<Cidr> SPECIAL =
      List.of(
          Cidr.parse("0.0.0.0/8"),
          Cidr.parse("100.64.0.0/10"),
          Cidr.parse("192.0.0.0/24"),
          Cidr.parse("198.18.0.0/15"),
          Cidr.parse("240.0.0.0/4"),
          Cidr.parse("::/96"),
          Cidr.parse("100::/64"),
          Cidr.parse("fc00::/7"));

  /** RFC 6052 2.1: an IPv4 address in the last four octets. */
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");

  /** RFC 3056 2: an IPv4 address behind the first two octets. */
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

  private final List<Cidr> allowed;
  private final List<InetSocketAddress> own;

  /**
   * @param allowed networks that may be sent to although they are not public
   * @param own where we listen, wildcard addresses among them
   */
  public Destinations(List<Cidr> allowed, List<InetSocketAddress> own) {
    this.allowed = List.copyOf(allowed);
    this.own = List.copyOf(own);
  }

  /** Why nothing may be sent there; empty where it may. */
  public Optional<Refusal> refusal(InetAddress address, int port) {
    if (own.stream().anyMatch(o -> o.getPort() == port && isAt(o.getAddress(), address))) {
      return Optional.of(Refusal.OURSELVES);
    }
    boolean good = isPublic(address) || allowed.stream().anyMatch(c -> c.contains(address));
    return good ? Optional.empty() : Optional.of(Refusal.NOT_PUBLIC);
  }

  private static boolean isPublic(InetAddress address) {
    boolean special =
        address.isLoopbackAddress()
            || address.isAnyLocalAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress()
            || SPECIAL.stream().anyMatch(c -> c.contains(address));
    return !special && embedded(address).map(Destinations::isPublic).orElse(true);
  }

  private static Optional<InetAddress> embedded(InetAddress address) {
    int from = NAT64.contains(address) ? 12 : SIX_TO_FOUR.contains(address) ? 2 : -1;
    try {
      return from < 0
          ? Optional.empty()
          : Optional.of(
              InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + 4)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four octets are an address", e);
    }
  }

  private static boolean isAt(InetAddress listening, InetAddress address) {
    return listening.equals(address) || (listening.isAnyLocalAddress() && isOfThisMachine(address));
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true; // nobody can tell, and mail that waits does not go round
    }
  }
}
