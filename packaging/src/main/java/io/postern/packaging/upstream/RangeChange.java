package io.postern.packaging.upstream;

import io.postern.config.Cidr;
import io.postern.inbound.upstream.RangeList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a newly published list would change. A list of addresses is a door: what could never be a
 * mail provider's is refused, what looks unlikely is refused unless somebody insists.
 *
 * @param old in force
 * @param fresh published
 */
public record RangeChange(List<Cidr> old, List<Cidr> fresh) {
  private static final int WIDEST_IPV4 = 10;
  private static final int WIDEST_IPV6 = 24;
  private static final double SUSPICIOUS = 2;

  /** RFC 6890 and what else no host on the Internet sends from. */
  private static final List<Cidr> SPECIAL =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/8",
              "fc00::/7",
              "fe80::/10",
              "ff00::/8",
              "2001:db8::/32")
          .map(Cidr::parse)
          .toList();

  /**
   * @throws IllegalArgumentException where the published list could not be a provider's
   */
  public RangeChange {
    old = List.copyOf(old);
    fresh = List.copyOf(fresh);
    if (fresh.isEmpty()) {
      throw new IllegalArgumentException("the list is empty");
    }
    fresh.forEach(RangeChange::requirePossible);
  }

  /** From what is in force. */
  public static RangeChange of(RangeList inForce, List<Cidr> published) {
    return new RangeChange(inForce.networks(), published);
  }

  private static void requirePossible(Cidr network) {
    boolean ipv4 = network.network().getAddress().length == 4;
    if (network.prefix() < (ipv4 ? WIDEST_IPV4 : WIDEST_IPV6)) {
      throw new IllegalArgumentException(network + " is wider than any provider's network");
    }
    if (SPECIAL.stream().anyMatch(s -> overlaps(s, network))) {
      throw new IllegalArgumentException(network + " is private or reserved");
    }
  }

  private static boolean overlaps(Cidr a, Cidr b) {
    return a.contains(b.network()) || b.contains(a.network());
  }

  public List<Cidr> added() {
    return without(fresh, old);
  }

  public List<Cidr> removed() {
    return without(old, fresh);
  }

  private static List<Cidr> without(List<Cidr> all, Collection<Cidr> others) {
    return all.stream().filter(n -> !others.contains(n)).toList();
  }

  public boolean isEmpty() {
    return added().isEmpty() && removed().isEmpty();
  }

  /** Why somebody should look twice; empty where the change is of a usual size. */
  public Optional<String> suspicion() {
    for (int octets : new int[] {4, 16}) {
      double before = size(old, octets);
      double after = size(fresh, octets);
      if (before > 0 && (after > before * SUSPICIOUS || after * SUSPICIOUS < before)) {
        return Optional.of(
            "%s addresses become %.1f times as many"
                .formatted(octets == 4 ? "IPv4" : "IPv6", after / before));
      }
    }
    return Optional.empty();
  }

  private static double size(List<Cidr> networks, int octets) {
    return networks.stream()
        .filter(n -> n.network().getAddress().length == octets)
        .mapToDouble(n -> Math.pow(2, octets * 8.0 - n.prefix()))
        .sum();
  }
}
