package io.postern.outbound.route;

import io.postern.config.HostPort;
import io.postern.config.settings.Settings.AddressOrder;
import io.postern.core.model.HostReply;
import io.postern.core.port.Resolver;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Exchange;
import io.postern.core.port.Resolver.Origin;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Finds the hosts for a next hop (RFC 5321 5.1). Safe for use by many threads. */
public final class Router {
  /** More records than this are a mistake or an attack; the best ones are kept. */
  private static final int MAXIMUM_HOSTS = 20;

  private final Resolver resolver;
  private final Optional<SmartHost> smartHost;
  private final int port;
  private final String ownName;
  private final RandomGenerator random;
  private final Destinations destinations;
  private final AddressOrder order;

  /**
   * @param port of receiving hosts found by MX
   * @param ownName our host name: an MX that names us would loop
   * @param random shuffles hosts of equal preference
   * @param destinations which addresses may be sent to
   * @param order of the addresses of a host
   */
  public Router(
      Resolver resolver,
      Optional<SmartHost> smartHost,
      int port,
      String ownName,
      RandomGenerator random,
      Destinations destinations,
      AddressOrder order) {
    this.resolver = resolver;
    this.smartHost = smartHost;
    this.port = port;
    this.ownName = ALabels.of(ownName).orElse(ownName);
    this.random = random;
    this.destinations = destinations;
    this.order = order;
  }

  /**
   * The route for a recipient domain or an address literal in brackets; the smart host, where one
   * is configured, takes all.
   */
  public Route route(String nextHop) {
    if (smartHost.isPresent()) {
      return bySmartHost(smartHost.get().host());
    }
    if (AddressLiterals.is(nextHop)) {
      return byLiteral(nextHop);
    }
    return ALabels.of(nextHop)
        .map(this::byMx)
        .orElseGet(() -> nowhere(550, "5.1.2", "The domain name is not valid"));
  }

  /** The relay that takes all mail; empty where mail goes to the hosts of its domains. */
  public Optional<SmartHost> smartHost() {
    return smartHost;
  }

  /** Why nothing may be sent to an address; empty where it may. */
  public Optional<Destinations.Refusal> refusal(InetAddress address, int port) {
    return destinations.refusal(address, port);
  }

  /**
   * The addresses of a host, both kinds taken in turn (RFC 8305 4), each kind shuffled. They are
   * tried one after another and never at once: a second connection costs the host a session, and
   * with it may say who we are to a host that the first one makes needless.
   */
  public Answer<InetAddress> addresses(MxHost host) {
    if (host.literal().isPresent()) {
      return new Answer.Found<>(List.of(host.literal().get()));
    }
    return switch (order) {
      case IPV4_ONLY -> only(resolver.ipv4(host.name()));
      case IPV6_ONLY -> only(resolver.ipv6(host.name()));
      case IPV4_FIRST -> inTurn(resolver.ipv4(host.name()), resolver.ipv6(host.name()));
      case IPV6_FIRST -> inTurn(resolver.ipv6(host.name()), resolver.ipv4(host.name()));
    };
  }

  /** Its addresses of the kind that is not to be used. */
  public Answer<InetAddress> leftOut(MxHost host) {
    return switch (order) {
      case IPV4_ONLY -> resolver.ipv6(host.name());
      case IPV6_ONLY -> resolver.ipv4(host.name());
      case IPV4_FIRST, IPV6_FIRST -> new Answer.NoData<>();
    };
  }

  private Answer<InetAddress> only(Answer<InetAddress> answer) {
    return answer instanceof Answer.Found<InetAddress>(var _, Origin origin)
        ? new Answer.Found<>(shuffled(answer), origin)
        : answer;
  }

  private Answer<InetAddress> inTurn(Answer<InetAddress> first, Answer<InetAddress> second) {
    List<InetAddress> found = interleave(shuffled(first), shuffled(second));
    if (!found.isEmpty()) {
      return new Answer.Found<>(found, both(first, second));
    }
    // One family that nobody could look up leaves open whether the host has an address.
    return second instanceof Answer.TemporaryFailure<InetAddress> unknown ? unknown : first;
  }

  private static Route bySmartHost(HostPort smart) {
    Optional<InetAddress> literal = AddressLiterals.address(smart.host());
    String name = ALabels.of(smart.host()).orElse(smart.host());
    return new Route.Hosts(
        name,
        List.of(new MxHost(name, smart.port(), MxHost.Origin.SMART_HOST, literal)),
        new Origin(true, name)); // an administrator's word
  }

  private Route byLiteral(String nextHop) {
    Optional<InetAddress> address = AddressLiterals.parse(nextHop);
    return address.isEmpty()
        ? nowhere(550, "5.1.2", "The address literal is not valid")
        : new Route.Hosts(
            nextHop,
            List.of(new MxHost(nextHop, port, MxHost.Origin.LITERAL, address)),
            Origin.UNPROVED);
  }

  private Route byMx(String domain) {
    return switch (resolver.mx(domain)) {
      case Answer.Found<Exchange>(List<Exchange> records, Origin origin) ->
          byRecords(domain, records, origin);
      // RFC 5321 5.1: without MX records the domain itself is the host.
      case Answer.NoData<Exchange>(Origin origin) ->
          new Route.Hosts(domain, List.of(host(new Exchange(0, domain))), origin);
      case Answer.NxDomain<Exchange> none -> nowhere(550, "5.1.2", "The domain does not exist");
      case Answer.TemporaryFailure<Exchange>(String why) ->
          new Route.Unknown(HostReply.own(451, "4.4.3", "DNS lookup of " + domain + ": " + why));
    };
  }

  private Route byRecords(String domain, List<Exchange> records, Origin origin) {
    // RFC 7505 3: a single MX with the root as its host. Among others it is invalid and ignored.
    if (records.size() == 1 && records.getFirst().host().isEmpty()) {
      return nowhere(556, "5.1.10", "The domain does not accept mail (null MX)");
    }
    List<Exchange> sorted = new ArrayList<>(records.stream().filter(Router::usable).toList());
    Collections.shuffle(sorted, random);
    sorted.sort(Comparator.comparingInt(Exchange::preference)); // stable: equals stay shuffled
    List<MxHost> hosts = withoutOwn(sorted).stream().limit(MAXIMUM_HOSTS).map(this::host).toList();
    if (!hosts.isEmpty()) {
      return new Route.Hosts(domain, hosts, origin);
    }
    return sorted.isEmpty()
        ? nowhere(550, "5.4.4", "The domain has no usable mail host")
        : nowhere(554, "5.4.6", "The domain's mail would loop back to us");
  }

  /** RFC 5321 5.1: we are one of the hosts, so only better ones than us may be used. */
  private List<Exchange> withoutOwn(List<Exchange> sorted) {
    int own =
        sorted.stream()
            .filter(e -> e.host().equals(ownName))
            .mapToInt(Exchange::preference)
            .min()
            .orElse(Integer.MAX_VALUE);
    return sorted.stream().filter(e -> e.preference() < own).toList();
  }

  private MxHost host(Exchange exchange) {
    return new MxHost(exchange.host(), port, MxHost.Origin.MX, Optional.empty());
  }

  private List<InetAddress> shuffled(Answer<InetAddress> answer) {
    List<InetAddress> list =
        answer instanceof Answer.Found<InetAddress>(List<InetAddress> values, var _)
            ? new ArrayList<>(values)
            : new ArrayList<>();
    Collections.shuffle(list, random);
    return list;
  }

  /** What is found of both kinds is proved only together. */
  private static Origin both(Answer<InetAddress> four, Answer<InetAddress> six) {
    return Stream.of(four, six)
        .filter(Answer.Found.class::isInstance)
        .map(a -> ((Answer.Found<InetAddress>) a).origin())
        .reduce(
            (a, b) -> new Origin(a.secure() && b.secure() && a.name().equals(b.name()), a.name()))
        .orElse(Origin.UNPROVED);
  }

  private static List<InetAddress> interleave(List<InetAddress> a, List<InetAddress> b) {
    List<InetAddress> all = new ArrayList<>(a.size() + b.size());
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      if (i < a.size()) {
        all.add(a.get(i));
      }
      if (i < b.size()) {
        all.add(b.get(i));
      }
    }
    return all;
  }

  private static boolean usable(Exchange exchange) {
    return ALabels.of(exchange.host()).isPresent();
  }

  private static Route nowhere(int code, String enhanced, String text) {
    return new Route.Nowhere(HostReply.own(code, enhanced, text));
  }
}
