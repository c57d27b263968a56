package io.postern.outbound;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import io.postern.outbound.client.ReturnRoute;
import io.postern.outbound.client.Sender;
import io.postern.outbound.client.Shipment;
import io.postern.outbound.plan.Destination;
import io.postern.outbound.plan.Receivers;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.route.Route;
import io.postern.outbound.route.Router;
import io.postern.outbound.tls.TlsDemand;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The journey of a shipment over the hosts of its next hop: resolve, choose a host, secure,
 * converse, settle. Safe for use by many threads.
 */
public final class RemoteDelivery {
  private static final String NOT_ONWARD =
      "a return route proves nothing of the way behind it (trust_onward_tls is false)";

  private final Router router;
  private final Receivers receivers;
  private final Sender sender;

  /**
   * @param receivers what is known of the TLS of domains
   */
  public RemoteDelivery(Router router, Receivers receivers, Sender sender) {
    this.router = router;
    this.receivers = receivers;
    this.sender = sender;
  }

  /**
   * Tries once.
   *
   * @return one outcome per recipient, in the shipment's order
   */
  public List<Outcome> deliver(Shipment shipment) {
    return shipment.via().map(route -> giveBack(shipment, route)).orElseGet(() -> direct(shipment));
  }

  /**
   * What happens behind the host of a return route is not ours to see, so it proves nothing of the
   * way to the recipient unless an administrator vouches for that.
   */
  private List<Outcome> giveBack(Shipment shipment, ReturnRoute route) {
    if (shipment.demand() instanceof TlsDemand.Verified && !route.trustsOnward()) {
      return same(shipment, new Outcome.Unprotectable(NOT_ONWARD, Optional.empty()));
    }
    String name = route.host().host().toLowerCase(Locale.ROOT);
    MxHost host = new MxHost(name, route.host().port(), MxHost.Origin.SMART_HOST, Optional.empty());
    Shipment demanding = shipment.demanding(onReturnRoute(shipment.demand()));
    return tour(demanding, Destination.named(name)).over(List.of(host));
  }

  /** The least on a return route, whatever the message itself needs, is the host's own name. */
  private static TlsDemand onReturnRoute(TlsDemand demand) {
    return switch (demand) {
      case TlsDemand.Verified must when must.floor() != TlsFloor.VERIFIED -> must;
      case TlsDemand.Verified must ->
          new TlsDemand.Verified(TlsFloor.PKIX, must.minimum(), List.of());
      case TlsDemand.Opportunistic any ->
          new TlsDemand.Verified(TlsFloor.PKIX, TlsVersion.TLS_1_2, List.of());
    };
  }

  private List<Outcome> direct(Shipment shipment) {
    return switch (router.route(shipment.nextHop())) {
      case Route.Nowhere(HostReply reply) -> same(shipment, new Outcome.Failed(reply));
      case Route.Unknown(HostReply reply) ->
          same(shipment, new Outcome.Deferred(reply, Deferral.DESTINATION));
      case Route.Hosts route -> direct(shipment, route);
    };
  }

  private List<Outcome> direct(Shipment shipment, Route.Hosts route) {
    Destination destination = receivers.destination(route, shipment.demand());
    HostTour tour = tour(shipment, destination);
    List<Outcome> outcomes = tour.over(route.inOrder());
    if (tour.failedPolicy()) {
      receivers.distrust(destination);
    }
    return outcomes;
  }

  private HostTour tour(Shipment shipment, Destination destination) {
    return new HostTour(shipment, destination, router, receivers.planner(), sender);
  }

  private static List<Outcome> same(Shipment shipment, Outcome outcome) {
    return shipment.recipients().stream().map(r -> outcome).toList();
  }
}
