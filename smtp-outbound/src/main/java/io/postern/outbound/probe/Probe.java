package io.postern.outbound.probe;

import io.postern.core.model.HostReply;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Origin;
import io.postern.outbound.client.Connector;
import io.postern.outbound.client.Source;
import io.postern.outbound.plan.Destination;
import io.postern.outbound.plan.Receivers;
import io.postern.outbound.probe.ProbeReport.Host;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.route.Route;
import io.postern.outbound.route.Router;
import io.postern.outbound.sts.StsPolicy;
import io.postern.outbound.sts.StsState;
import io.postern.outbound.tls.TlsDemand;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Goes as far as a delivery would go before MAIL. Safe for use by many threads. */
public final class Probe {
  private static final TlsDemand VERIFIED = new TlsDemand.Verified(TlsFloor.VERIFIED);

  private final Router router;
  private final Receivers receivers;
  private final Connector connector;
  private final Source source;

  public Probe(Router router, Receivers receivers, Connector connector, Source source) {
    this.router = router;
    this.receivers = receivers;
    this.connector = connector;
    this.source = source;
  }

  /** The same for mail that needs verified TLS of any kind. */
  public ProbeReport run(String domain) {
    return run(domain, VERIFIED);
  }

  /**
   * Probes every address of every host of a domain, blocking.
   *
   * @param demand what the mail needs; a host is verified where it meets that
   */
  public ProbeReport run(String domain, TlsDemand demand) {
    return switch (router.route(domain)) {
      case Route.Nowhere(HostReply reply) -> nothing(domain, reply, false);
      case Route.Unknown(HostReply reply) -> nothing(domain, reply, true);
      case Route.Hosts route -> hosts(domain, route, demand);
    };
  }

  private static ProbeReport nothing(String domain, HostReply reply, boolean later) {
    return new ProbeReport(
        domain,
        Optional.of(reply.reply().toString()),
        later,
        "unknown",
        "not asked for",
        Optional.empty(),
        List.of());
  }

  private ProbeReport hosts(String domain, Route.Hosts route, TlsDemand demand) {
    Destination destination = receivers.destination(route, demand);
    return new ProbeReport(
        domain,
        Optional.empty(),
        false,
        route.origin().secure() ? "signed" : "not signed",
        text(destination.sts()),
        destination
            .entry()
            .map(e -> e.demanded().name().toLowerCase(Locale.ROOT).replace('_', '-')),
        route.inOrder().stream().flatMap(h -> host(destination, h, demand)).toList());
  }

  private static String text(StsState sts) {
    return switch (sts) {
      case StsState.None(String why) -> "none: " + why;
      case StsState.Unknown(String why) -> "unknown: " + why;
      case StsState.Testing(String id, StsPolicy policy) -> text("testing", id, policy);
      case StsState.Enforced(String id, StsPolicy policy) -> text("enforce", id, policy);
    };
  }

  private static String text(String mode, String id, StsPolicy policy) {
    return mode + ": policy " + id + " for " + String.join(", ", policy.mx());
  }

  private Stream<Host> host(Destination destination, MxHost host, TlsDemand demand) {
    return switch (router.addresses(host)) {
      case Answer.Found<InetAddress>(List<InetAddress> found, Origin origin) -> {
        HostProbe probe =
            new HostProbe(router, receivers, connector, source, destination, demand, host, origin);
        yield found.stream().map(probe::at);
      }
      case Answer.NoData<InetAddress> none -> Stream.of(absent(host, "no address", false));
      case Answer.NxDomain<InetAddress> none -> Stream.of(absent(host, "no such name", false));
      case Answer.TemporaryFailure<InetAddress>(String why) -> Stream.of(absent(host, why, true));
    };
  }

  private static Host absent(MxHost host, String why, boolean later) {
    return new Host(
        host.name(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        later,
        why,
        "not asked for",
        List.of());
  }
}
