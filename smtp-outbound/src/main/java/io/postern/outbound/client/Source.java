package io.postern.outbound.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where mail leaves from, and what we call ourselves there.
 *
 * @param name for logs and proofs; no two sources share one, and no connection serves two
 * @param addresses of this machine; none where the system chooses
 * @param helo our name in EHLO
 */
public record Source(String name, List<InetAddress> addresses, String helo) {
  public Source {
    addresses = List.copyOf(addresses);
  }

  /** Any address of this machine. */
  public static Source any(String helo) {
    return new Source("", List.of(), helo);
  }

  /** Whether a host's address can be reached from one of these. */
  public boolean reaches(InetAddress there) {
    return addresses.isEmpty() || addresses.stream().anyMatch(a -> sameKind(a, there));
  }

  /**
   * The address for a destination, always the same one: hosts that greylist, and those that judge
   * by reputation, know a sender by it. Empty where the system chooses.
   */
  Optional<InetAddress> to(String nextHop, InetAddress there) {
    List<InetAddress> fitting = addresses.stream().filter(a -> sameKind(a, there)).toList();
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(fitting.get(Math.floorMod(nextHop.hashCode(), fitting.size())));
  }

  private static boolean sameKind(InetAddress one, InetAddress other) {
    return one instanceof Inet6Address == other instanceof Inet6Address;
  }
}
