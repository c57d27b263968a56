package io.postern.outbound.probe;

import io.postern.core.model.HostReply;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Origin;
import io.postern.outbound.client.Connector;
import io.postern.outbound.client.Source;
import io.postern.outbound.plan.Destination;
import io.postern.outbound.plan.HostPlan;
import io.postern.outbound.plan.Receivers;
import io.postern.outbound.plan.Relay;
import io.postern.outbound.probe.ProbeReport.Host;
import io.postern.outbound.probe.ProbeReport.Prediction;
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

  /** Probes every address of every host of a domain for mail that needs verified TLS, blocking. */
  public ProbeReport run(String domain) {
    return run(domain, VERIFIED);
  }

  /**
   * The same for mail with another need.
   *
   * @param demand what the mail needs; a host is verified where it meets that
   */
  public ProbeReport run(String domain, TlsDemand demand) {
    Optional<HostPlan> objection =
        router
            .smartHost()
            .flatMap(smart -> Relay.of(smart).objection(demand, receivers.entry(domain)));
    return objection
        .map(plan -> nothing(domain, plan))
        .orElseGet(() ->
            switch (router.route(domain)) {
              case Route.Nowhere(HostReply reply) -> nothing(domain, text(reply), Prediction.FAIL);
              case Route.Unknown(HostReply reply) -> nothing(domain, text(reply), Prediction.WAIT);
              case Route.Hosts route -> hosts(domain, route, demand);
            });
  }

  private static ProbeReport nothing(String domain, HostPlan objection) {
    return switch (objection) {
      case HostPlan.Skip(String why, boolean _) -> nothing(domain, why, Prediction.FALLBACK);
      case HostPlan.Wait(HostReply reply, var _) -> nothing(domain, text(reply), Prediction.WAIT);
      case HostPlan.Go go -> throw new IllegalStateException("no objection");
    };
  }

  private static String text(HostReply reply) {
    return reply.reply().toString();
  }

  private static ProbeReport nothing(String domain, String problem, Prediction otherwise) {
    return new ProbeReport(
        domain,
        Optional.of(problem),
        otherwise,
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
        Prediction.FAIL,
        route.origin().secure() ? "signed" : "not signed",
        text(destination.sts()),
        destination
            .entry()
            .map(e -> e.demanded().name().toLowerCase(Locale.ROOT).replace('_', '-')),
        route.inOrder().stream().flatMap(h -> host(destination, h, demand)).toList());
  }

  private static String text(StsState sts) {
    return switch (sts) {
      case StsState.None(String why, var _) -> "none: " + why;
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
      case Answer.NoData<InetAddress> none ->
          Stream.of(absent(host, "no address", Prediction.FAIL));
      case Answer.NxDomain<InetAddress> none ->
          Stream.of(absent(host, "no such name", Prediction.FAIL));
      case Answer.TemporaryFailure<InetAddress>(String why) ->
          Stream.of(absent(host, why, Prediction.WAIT));
    };
  }

  private static Host absent(MxHost host, String why, Prediction otherwise) {
    return new Host(
        host.name(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        otherwise,
        why,
        "not asked for",
        List.of());
  }
}
