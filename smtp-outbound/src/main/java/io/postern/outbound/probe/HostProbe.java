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
    this.plan = receivers.planner().plan(demand, false, destination, host, origin);
    this.dane = text(receivers.planner().dane(demand, destination, host, origin));
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
      case HostPlan.Skip(String why) -> without(address, false, why);
      case HostPlan.Wait(HostReply reply) -> without(address, true, reply.reply().toString());
      case HostPlan.Go(TlsPlan tls) ->
          router
              .refusal(address, host.port())
              .map(r -> without(address, false, forbidden(r)))
              .orElseGet(() -> connect(target, tls));
    };
  }

  private static String forbidden(Destinations.Refusal refusal) {
    return switch (refusal) {
      case OURSELVES -> "this is the gateway itself";
      case NOT_PUBLIC -> "not a public address (outbound.private_networks)";
    };
  }

  private Host connect(Target target, TlsPlan tls) {
    InetAddress address = target.address().getAddress();
    return switch (connector.open(target, tls)) {
      case Opening.Opened(var connection) -> {
        try (connection) {
          yield session(address, true, connection.tls().map(TlsVerdict::proof), "");
        }
      }
      case Opening.Unprotected(String why, Optional<TlsProof> proof) ->
          session(address, false, proof, why);
      case Opening.Busy(HostReply reply) -> without(address, true, reply.reply().toString());
      case Opening.Unreachable(HostReply reply) -> without(address, true, reply.reply().toString());
      case Opening.Refused(HostReply reply, var _) ->
          without(address, true, reply.reply().toString());
    };
  }

  private Host without(InetAddress address, boolean later, String why) {
    return described(address, false, later, why, Optional.empty());
  }

  private Host session(
      InetAddress address, boolean verified, Optional<TlsProof> tls, String otherwise) {
    String why = verified ? tls.map(TlsProof::check).orElse(otherwise) : otherwise;
    return described(address, verified, false, why, tls);
  }

  private Host described(
      InetAddress address, boolean verified, boolean later, String why, Optional<TlsProof> tls) {
    return new Host(
        host.name(),
        Optional.of(address.getHostAddress()),
        tls.isPresent(),
        tls.map(TlsProof::version).filter(v -> !v.isEmpty()),
        tls.map(TlsProof::cipher).filter(c -> !c.isEmpty()),
        tls.flatMap(TlsProof::group),
        verified,
        later,
        why,
        dane,
        tls.map(TlsProof::subject).orElse(List.of()));
  }
}
