package io.postern.outbound.probe;

import io.postern.core.model.HostReply;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsProof;
import io.postern.core.port.Resolver.Answer;
import io.postern.outbound.client.Connector;
import io.postern.outbound.client.Opening;
import io.postern.outbound.client.Target;
import io.postern.outbound.probe.ProbeReport.Host;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.route.Route;
import io.postern.outbound.route.Router;
import io.postern.outbound.tls.TlsDemand;
import io.postern.outbound.tls.TlsVerdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Goes as far as a delivery with verified TLS would go before MAIL. Safe for use by many threads.
 */
public final class Probe {
  private static final TlsDemand VERIFIED = new TlsDemand.Verified(TlsFloor.VERIFIED);

  private final Router router;
  private final Connector connector;

  public Probe(Router router, Connector connector) {
    this.router = router;
    this.connector = connector;
  }

  /** Probes every address of every host of a domain, blocking. */
  public ProbeReport run(String domain) {
    return switch (router.route(domain)) {
      case Route.Nowhere(HostReply reply) -> nothing(domain, reply);
      case Route.Unknown(HostReply reply) -> nothing(domain, reply);
      case Route.Hosts(String nextHop, List<MxHost> hosts) ->
          new ProbeReport(
              domain,
              Optional.empty(),
              hosts.stream().flatMap(h -> addresses(nextHop, h)).toList());
    };
  }

  private static ProbeReport nothing(String domain, HostReply reply) {
    return new ProbeReport(domain, Optional.of(reply.reply().toString()), List.of());
  }

  private Stream<Host> addresses(String nextHop, MxHost host) {
    return switch (router.addresses(host)) {
      case Answer.Found<InetAddress>(List<InetAddress> found) ->
          found.stream()
              .map(a -> new Target(nextHop, host, new InetSocketAddress(a, host.port())))
              .map(this::probe);
      case Answer.NoData<InetAddress> none -> Stream.of(absent(host, "no address"));
      case Answer.NxDomain<InetAddress> none -> Stream.of(absent(host, "no such name"));
      case Answer.TemporaryFailure<InetAddress>(String why) -> Stream.of(absent(host, why));
    };
  }

  private Host probe(Target target) {
    Optional<Destinations.Refusal> refusal =
        router.refusal(target.address().getAddress(), target.address().getPort());
    return refusal
        .map(r -> session(target, false, Optional.empty(), forbidden(r)))
        .orElseGet(() -> connect(target));
  }

  private static String forbidden(Destinations.Refusal refusal) {
    return switch (refusal) {
      case OURSELVES -> "this is the gateway itself";
      case NOT_PUBLIC -> "not a public address (outbound.private_networks)";
    };
  }

  private Host connect(Target target) {
    return switch (connector.open(target, VERIFIED)) {
      case Opening.Opened(var connection) -> {
        try (connection) {
          yield session(target, true, connection.tls().map(TlsVerdict::proof), "");
        }
      }
      case Opening.Unprotected(String why, Optional<TlsProof> tls) ->
          session(target, false, tls, why);
      case Opening.Unreachable(HostReply reply) ->
          session(target, false, Optional.empty(), reply.reply().toString());
      case Opening.Refused(HostReply reply) ->
          session(target, false, Optional.empty(), reply.reply().toString());
    };
  }

  private static Host session(
      Target target, boolean verified, Optional<TlsProof> tls, String otherwise) {
    return new Host(
        target.host().name(),
        Optional.of(target.address().getAddress().getHostAddress()),
        tls.isPresent(),
        tls.map(TlsProof::version),
        verified,
        tls.map(TlsProof::check).orElse(otherwise),
        tls.map(TlsProof::subject).orElse(List.of()));
  }

  private static Host absent(MxHost host, String why) {
    return new Host(host.name(), Optional.empty(), false, Optional.empty(), false, why, List.of());
  }
}
