package io.postern.outbound.probe;

import io.postern.core.model.HostReply;
import io.postern.core.model.TlsProof;
import io.postern.core.port.Resolver.Origin;
import io.postern.core.port.Resolver.Tlsa;
import io.postern.outbound.client.Connector;
import io.postern.outbound.client.Opening;
import io.postern.outbound.client.Source;
import io.postern.outbound.client.Target;
import io.postern.outbound.plan.DaneState;
import io.postern.outbound.plan.Destination;
import io.postern.outbound.plan.HostPlan;
import io.postern.outbound.plan.Receivers;
import io.postern.outbound.probe.ProbeReport.Host;
import io.postern.outbound.probe.ProbeReport.Prediction;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.route.Router;
import io.postern.outbound.tls.TlsDemand;
import io.postern.outbound.tls.TlsPlan;
import io.postern.outbound.tls.TlsVerdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One host of a domain, whose plan is the same for all its addresses. */
final class HostProbe {
  private final Router router;
  private final Connector connector;
  private final Source source;
  private final Destination destination;
  private final MxHost host;
  private final HostPlan plan;
  private final String dane;

  /**
   * @param origin how far its addresses are proved
   */
  HostProbe(
      Router router,
      Receivers receivers,
      Connector connector,
      Source source,
      Destination destination,
      TlsDemand demand,
      MxHost host,
      Origin origin) {
    this.router = router;
    this.connector = connector;
    this.source = source;
    this.destination = destination;
    this.host = host;
    DaneState state = receivers.planner().dane(demand, destination, host, origin);
    this.plan = receivers.planner().plan(demand, false, destination, host, state);
    this.dane = text(state);
  }

  private static String text(DaneState dane) {
    return switch (dane) {
      case DaneState.Absent(String why) -> "none: " + why;
      case DaneState.Unusable(String owner) -> "unusable: TLSA at " + owner;
      case DaneState.Unknown(String why) -> "unknown: " + why;
      case DaneState.Broken(String why) -> "off: " + why;
      case DaneState.Usable(var check, var _) ->
          check.records().stream().map(Tlsa::toString).sorted().collect(Collectors.joining(", "));
    };
  }

  Host at(InetAddress address) {
    Target target =
        new Target(
            destination.nextHop(), host, new InetSocketAddress(address, host.port()), source);
    return switch (plan) {
      case HostPlan.Skip(String why, boolean _) -> without(address, Prediction.FALLBACK, why);
      case HostPlan.Wait(HostReply reply, var _) ->
          without(address, Prediction.WAIT, reply.reply().toString());
      case HostPlan.Go(TlsPlan tls) ->
          router
              .refusal(address, host.port())
              .map(r -> without(address, outOfBounds(), forbidden(r)))
              .orElseGet(() -> connect(target, tls));
    };
  }

  /** What an administrator wrote can be mended. */
  private Prediction outOfBounds() {
    return host.origin() == MxHost.Origin.SMART_HOST ? Prediction.WAIT : Prediction.FAIL;
  }

  private static String forbidden(Destinations.Refusal refusal) {
    return switch (refusal) {
      case OURSELVES -> "this is the gateway itself";
      case NOT_PUBLIC -> "not a public address (outbound.private_networks)";
    };
  }

  private Host connect(Target target, TlsPlan plan) {
    InetAddress address = target.address().getAddress();
    return switch (connector.open(target, plan)) {
      case Opening.Opened(var connection) -> {
        try (connection) {
          Optional<TlsProof> tls = connection.tls().map(TlsVerdict::proof);
          String why = tls.map(TlsProof::check).orElse("");
          yield described(address, true, Prediction.TLS, why, tls);
        }
      }
      case Opening.Unprotected(String why, Optional<TlsProof> proof, boolean _) ->
          described(address, false, Prediction.FALLBACK, why, proof);
      case Opening.Busy(HostReply reply) ->
          without(address, Prediction.WAIT, reply.reply().toString());
      case Opening.Unreachable(HostReply reply) ->
          without(address, Prediction.WAIT, reply.reply().toString());
      case Opening.Refused(HostReply reply, var _) ->
          without(address, Prediction.WAIT, reply.reply().toString());
    };
  }

  private Host without(InetAddress address, Prediction otherwise, String why) {
    return described(address, false, otherwise, why, Optional.empty());
  }

  private Host described(
      InetAddress address,
      boolean verified,
      Prediction otherwise,
      String why,
      Optional<TlsProof> tls) {
    return new Host(
        host.name(),
        Optional.of(address.getHostAddress()),
        tls.isPresent(),
        tls.map(TlsProof::version).filter(v -> !v.isEmpty()),
        tls.map(TlsProof::cipher).filter(c -> !c.isEmpty()),
        tls.flatMap(TlsProof::group),
        verified,
        otherwise,
        why,
        dane,
        tls.map(TlsProof::subject).orElse(List.of()));
  }
}
