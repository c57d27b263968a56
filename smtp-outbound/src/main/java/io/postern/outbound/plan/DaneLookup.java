package io.postern.outbound.plan;

import io.postern.core.port.Resolver;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Dnssec;
import io.postern.core.port.Resolver.Origin;
import io.postern.core.port.Resolver.Tlsa;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.tls.Check;
import io.postern.outbound.tls.TlsaSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the TLSA records that bind a host. Everything on the way must be signed: the MX record, the
 * host's address and its aliases, and the TLSA record itself (RFC 7672 2.2). Safe for use by many
 * threads.
 */
public final class DaneLookup {
  private final Resolver resolver;

  public DaneLookup(Resolver resolver) {
    this.resolver = resolver;
  }

  /** Why nothing can be looked up here now; empty where it can, or where nobody wants it. */
  Optional<String> broken() {
    return resolver.dnssec() instanceof Dnssec.Broken(String why)
        ? Optional.of("DNSSEC does not work here: " + why)
        : Optional.empty();
  }

  /**
   * What binds a host, blocking.
   *
   * @param addresses how far the host's addresses are proved
   */
  public DaneState of(Destination destination, MxHost host, Origin addresses) {
    if (host.literal().isPresent()) {
      return new DaneState.Absent("an address has no TLSA record");
    }
    return switch (resolver.dnssec()) {
      case Dnssec.Off() -> new DaneState.Absent("DNSSEC is off (dns.dnssec)");
      case Dnssec.Broken(String why) -> new DaneState.Broken(why);
      case Dnssec.Working() -> signed(destination, host, addresses);
    };
  }

  private DaneState signed(Destination destination, MxHost host, Origin addresses) {
    if (!destination.hosts().secure()) {
      return new DaneState.Absent("the MX record of " + destination.nextHop() + " is not signed");
    }
    // RFC 7672 2.2.2: with unsigned addresses TLSA is not asked for, because servers that do not
    // sign often do not answer it either.
    return addresses.secure() || addresses.name().equals(host.name())
        ? bySigned(destination, host, addresses)
        : byAlias(destination, host);
  }

  private DaneState bySigned(Destination destination, MxHost host, Origin addresses) {
    if (!addresses.secure()) {
      return new DaneState.Absent("the address of " + host.name() + " is not signed");
    }
    List<String> bases = new ArrayList<>(List.of(addresses.name()));
    if (!addresses.name().equals(host.name())) {
      bases.add(host.name());
    }
    return firstOf(bases, destination, host.port());
  }

  /** RFC 7672 2.2.2: the host's own name counts where the alias at that name is signed. */
  private DaneState byAlias(Destination destination, MxHost host) {
    return switch (resolver.alias(host.name())) {
      case Answer.Found<String>(var _, Origin origin) when origin.secure() ->
          firstOf(List.of(host.name()), destination, host.port());
      case Answer.TemporaryFailure<String>(String why) ->
          new DaneState.Unknown("DNS lookup of " + host.name() + ": " + why);
      case Answer.Found<String> _, Answer.NoData<String> _, Answer.NxDomain<String> _ ->
          new DaneState.Absent("the alias " + host.name() + " is not signed");
    };
  }

  /** Names in between are never asked (RFC 7672 2.2.3). */
  private DaneState firstOf(List<String> bases, Destination destination, int port) {
    DaneState last = new DaneState.Absent("no TLSA record");
    for (String base : bases) {
      last = at(base, destination, port);
      if (!(last instanceof DaneState.Absent)) {
        return last;
      }
    }
    return last;
  }

  private DaneState at(String base, Destination destination, int port) {
    String owner = "_" + port + "._tcp." + base;
    return switch (resolver.tlsa(owner)) {
      case Answer.Found<Tlsa>(List<Tlsa> records, Origin origin) ->
          origin.secure()
              ? bound(records, owner, base, destination)
              : new DaneState.Absent("the TLSA record at " + owner + " is not signed");
      case Answer.NoData<Tlsa> _ -> new DaneState.Absent("no TLSA record at " + owner);
      case Answer.NxDomain<Tlsa> _ -> new DaneState.Absent("no TLSA record at " + owner);
      case Answer.TemporaryFailure<Tlsa>(String why) ->
          new DaneState.Unknown("DNS lookup of " + owner + ": " + why);
    };
  }

  private static DaneState bound(
      List<Tlsa> records, String owner, String base, Destination destination) {
    List<Tlsa> usable = TlsaSet.usable(records);
    return usable.isEmpty()
        ? new DaneState.Unusable(owner)
        : new DaneState.Usable(new Check.Dane(usable, owner, names(base, destination)), base);
  }

  /** RFC 7672 3.2.2: the base domain, the next hop, and what that is an alias of. */
  private static Set<String> names(String base, Destination destination) {
    Set<String> names = new HashSet<>(List.of(base, destination.nextHop()));
    Optional.of(destination.hosts().name()).filter(n -> !n.isEmpty()).ifPresent(names::add);
    return names;
  }
}
