package io.postern.outbound.tls;

import io.postern.outbound.route.MxHost;
import io.postern.outbound.tls.DomainPattern.Depth;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names that a receiving host's certificate may carry to count as the right one.
 *
 * <p>An MX record from plain DNS can be forged, so the MX host's name proves nothing by itself. It
 * is accepted only where forging hardly helps: where the name lies one label below the recipient's
 * own domain, where an administrator wrote it down (smart host), or where an administrator trusts
 * the provider's names. A signed MX record proves the name, and a policy that lists it does so too
 * (see {@link Check.MtaSts}).
 */
public final class ReferenceNames {
  private final List<DomainPattern> trustedMxNames;

  /**
   * @param trustedMxNames host names, or {@code *.example.net} for all below, at any depth
   */
  public ReferenceNames(List<String> trustedMxNames) {
    this.trustedMxNames =
        trustedMxNames.stream()
            .map(n -> DomainPattern.of(n.toLowerCase(Locale.ROOT), "*.", Depth.ANY_BELOW))
            .toList();
  }

  /**
   * The names for a host of a next hop, best first; none for an address literal.
   *
   * @param signed whether DNSSEC proves that the host is the next hop's
   */
  public Set<String> of(String nextHop, MxHost host, boolean signed) {
    return switch (host.origin()) {
      case LITERAL -> Set.of();
      case SMART_HOST -> Set.of(host.name());
      case MX -> ofMx(nextHop, host.name(), signed);
    };
  }

  private Set<String> ofMx(String nextHop, String host, boolean signed) {
    Set<String> names = new LinkedHashSet<>();
    names.add(nextHop);
    // One label only: deeper names are what providers hand out to their customers.
    if (signed
        || new DomainPattern(nextHop, Depth.ONE_BELOW).covers(host)
        || trustedMxNames.stream().anyMatch(p -> p.covers(host))) {
      names.add(host);
    }
    return names;
  }
}
