package io.postern.outbound;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import io.postern.outbound.client.KnownRelay;
import io.postern.outbound.client.Sender;
import io.postern.outbound.client.Shipment;
import io.postern.outbound.plan.Destination;
import io.postern.outbound.plan.HostPlan;
import io.postern.outbound.plan.Receivers;
import io.postern.outbound.plan.Relay;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.route.Route;
import io.postern.outbound.route.Router;
import io.postern.outbound.tls.TlsDemand;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The journey of a shipment over the hosts of its next hop: resolve, choose a host, secure,
 * converse, settle. Safe for use by many threads.
 */
public final class RemoteDelivery {
  private final Router router;
  private final Receivers receivers;
  private final Sender sender;
  private final Optional<KnownRelay> smartHost;

  /**
   * @param receivers what is known of the TLS of domains
   * @param smartHost the router's, where it knows who we are
   */
  public RemoteDelivery(
      Router router, Receivers receivers, Sender sender, Optional<KnownRelay> smartHost) {
    this.router = router;
    this.receivers = receivers;
    this.sender = sender;
    this.smartHost = smartHost;
  }

  /**
   * Tries once.
   *
   * @return one outcome per recipient, in the shipment's order
   */
  public List<Outcome> deliver(Shipment shipment) {
    return shipment
        .via()
        .or(() -> smartHost)
        .map(route -> over(route, shipment.over(route)))
        .or(() -> router.smartHost().map(smart -> relay(shipment, Relay.of(smart), this::direct)))
        .orElseGet(() -> direct(shipment));
  }

  /**
   * The largest message that will be taken, as far as the hosts told when they were last met.
   *
   * @param via as in {@link Shipment#via}
   * @return in octets; empty where nothing is known or there is no limit
   */
  public OptionalLong announcedSize(String nextHop, Optional<KnownRelay> via) {
    return sender.sizes().of(via.or(() -> smartHost).map(RemoteDelivery::name).orElse(nextHop));
  }

  private static String name(KnownRelay route) {
    return route.host().host().toLowerCase(Locale.ROOT);
  }

  private List<Outcome> relay(
      Shipment shipment, Relay relay, Function<Shipment, List<Outcome>> goOn) {
    return relay
        .objection(shipment.demand(), receivers.entry(shipment.nextHop()))
        .map(objection -> same(shipment, outcome(objection)))
        .orElseGet(() -> goOn.apply(shipment.detailing(relay.details())));
  }

  private static Outcome outcome(HostPlan objection) {
    return switch (objection) {
      case HostPlan.Skip(String why, boolean _) -> new Outcome.Unprotectable(why, Optional.empty());
      case HostPlan.Wait(HostReply reply, var _) -> new Outcome.Deferred(reply, Deferral.OURS);
      case HostPlan.Go go -> throw new IllegalStateException("no objection");
    };
  }

  private List<Outcome> over(KnownRelay route, Shipment shipment) {
    String name = name(route);
    MxHost host = new MxHost(name, route.host().port(), MxHost.Origin.SMART_HOST, Optional.empty());
    return relay(
        shipment,
        new Relay(route.kind().key(), route.host().toString(), route.trustsOnward()),
        s -> tour(s.demanding(ofKnown(s.demand())), Destination.named(name)).over(List.of(host)));
  }

  /** Whatever the message itself needs, a host that knows us proves its own name. */
  private static TlsDemand ofKnown(TlsDemand demand) {
    TlsVersion minimum =
        switch (demand) {
          case TlsDemand.Verified must -> must.minimum();
          case TlsDemand.Opportunistic _ -> TlsVersion.TLS_1_2;
        };
    return new TlsDemand.Verified(TlsFloor.PKIX, minimum, List.of());
  }

  private List<Outcome> direct(Shipment shipment) {
    return switch (router.route(shipment.nextHop())) {
      case Route.Nowhere(HostReply reply) -> same(shipment, new Outcome.Failed(reply));
      case Route.Unknown(HostReply reply) ->
          same(shipment, new Outcome.Deferred(reply, Deferral.DESTINATION));
      case Route.Hosts route ->
          tour(shipment, receivers.destination(route, shipment.demand())).over(route.inOrder());
    };
  }

  private HostTour tour(Shipment shipment, Destination destination) {
    return new HostTour(shipment, destination, router, receivers, sender);
  }

  private static List<Outcome> same(Shipment shipment, Outcome outcome) {
    return shipment.recipients().stream().map(r -> outcome).toList();
  }
}
