package io.postern.outbound;

import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsProof;
import io.postern.core.port.Resolver.Answer;
import io.postern.outbound.Settlement.HostFailure;
import io.postern.outbound.client.Opening;
import io.postern.outbound.client.ReturnRoute;
import io.postern.outbound.client.Sender;
import io.postern.outbound.client.Shipment;
import io.postern.outbound.client.Target;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.route.Route;
import io.postern.outbound.route.Router;
import io.postern.outbound.tls.TlsDemand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journey of a shipment over the hosts of its next hop: resolve, choose a host, secure,
 * converse, settle. Safe for use by many threads.
 */
public final class RemoteDelivery {
  /** A host with many addresses is one host; a few of them tell whether it is there. */
  private static final int ADDRESSES_PER_HOST = 4;

  /** Hosts that answered "later" in one attempt; then the queue's own wait is due. */
  private static final int CONVERSATIONS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(RemoteDelivery.class);

  private static final String NOT_ONWARD =
      "a return route proves nothing of the way behind it (trust_onward_tls is false)";

  private final Router router;
  private final Sender sender;

  public RemoteDelivery(Router router, Sender sender) {
    this.router = router;
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
    return visit(shipment.demanding(onReturnRoute(shipment.demand())), name, List.of(host));
  }

  /** The least on a return route, whatever the message itself needs. */
  private static TlsDemand onReturnRoute(TlsDemand demand) {
    return switch (demand) {
      case TlsDemand.Verified must -> must;
      case TlsDemand.Opportunistic any -> new TlsDemand.Verified(TlsFloor.VERIFIED);
    };
  }

  private List<Outcome> direct(Shipment shipment) {
    return switch (router.route(shipment.nextHop())) {
      case Route.Nowhere(HostReply reply) -> same(shipment, new Outcome.Failed(reply));
      case Route.Unknown(HostReply reply) -> same(shipment, new Outcome.Deferred(reply));
      case Route.Hosts(String nextHop, List<MxHost> hosts) -> visit(shipment, nextHop, hosts);
    };
  }

  private List<Outcome> visit(Shipment shipment, String nextHop, List<MxHost> hosts) {
    Settlement settlement = new Settlement(shipment);
    int conversations = 0;
    for (MxHost host : hosts) {
      if (settlement.open().isEmpty() || conversations == CONVERSATIONS) {
        break;
      }
      conversations += visit(shipment, nextHop, host, settlement) ? 1 : 0;
    }
    return settlement.outcomes();
  }

  /** Asks one host; true where it came to a conversation. */
  private boolean visit(Shipment shipment, String nextHop, MxHost host, Settlement settlement) {
    return switch (router.addresses(host)) {
      case Answer.Found<InetAddress>(List<InetAddress> addresses) ->
          visit(shipment, permitted(shipment, nextHop, host, addresses, settlement), settlement);
      case Answer.NoData<InetAddress> none -> withoutAddress(host, settlement);
      case Answer.NxDomain<InetAddress> none -> withoutAddress(host, settlement);
      case Answer.TemporaryFailure<InetAddress>(String why) -> {
        String text = "DNS lookup of " + host.name() + ": " + why;
        settlement.failed(new HostFailure.Absent(HostReply.own(451, "4.4.3", text)));
        yield false;
      }
    };
  }

  private boolean visit(Shipment shipment, List<Target> targets, Settlement settlement) {
    Optional<HostFailure> failure = Optional.empty();
    for (Target target : targets) {
      switch (sender.send(target, shipment, settlement.open())) {
        case Sender.Sent.Conversed(var answers, var lost) -> {
          settlement.answered(answers);
          lost.ifPresent(l -> settlement.failed(new HostFailure.Absent(l)));
          return true;
        }
        case Sender.Sent.NotOpened(Opening why) ->
            failure = Optional.of(worse(failure, failure(shipment, why)));
      }
    }
    failure.ifPresent(settlement::failed);
    return false;
  }

  /** Where one address of a host was there, that others are not reachable tells nothing more. */
  private static HostFailure worse(Optional<HostFailure> before, HostFailure now) {
    return now instanceof HostFailure.Absent ? before.orElse(now) : now;
  }

  private static HostFailure failure(Shipment shipment, Opening why) {
    return switch (why) {
      // The host of a return route is named by an administrator: it has to become good again.
      case Opening.Unprotected(String text, var tls) when shipment.via().isPresent() ->
          new HostFailure.Absent(HostReply.own(451, "4.7.5", "Return route: " + text));
      case Opening.Unprotected(String text, Optional<TlsProof> tls) ->
          new HostFailure.Unprotected(text, tls);
      case Opening.Unreachable(HostReply reply) -> new HostFailure.Absent(reply);
      case Opening.Refused(HostReply reply) ->
          forGood(shipment, reply)
              ? new HostFailure.Refusing(reply)
              : new HostFailure.Absent(reply);
      case Opening.Opened opened -> throw new IllegalStateException("an open connection failed");
    };
  }

  /**
   * What a host says before TLS anybody on the way can say. Where TLS is a must, such a refusal is
   * therefore never believed for good.
   */
  private static boolean forGood(Shipment shipment, HostReply reply) {
    return switch (shipment.demand()) {
      case TlsDemand.Verified must -> false;
      case TlsDemand.Opportunistic may -> reply.reply().permanent();
    };
  }

  private static boolean withoutAddress(MxHost host, Settlement settlement) {
    settlement.failed(
        new HostFailure.Refusing(
            HostReply.own(550, "5.4.4", "The mail host " + host.name() + " has no address")));
    return false;
  }

  /** Those that may be connected to; what is wrong with the others is noted. */
  private List<Target> permitted(
      Shipment shipment,
      String nextHop,
      MxHost host,
      List<InetAddress> addresses,
      Settlement settlement) {
    List<Target> targets = new ArrayList<>();
    for (InetAddress address : addresses.stream().limit(ADDRESSES_PER_HOST).toList()) {
      Target target =
          new Target(nextHop, host, new InetSocketAddress(address, host.port()), shipment.via());
      router
          .refusal(address, host.port())
          .ifPresentOrElse(r -> settlement.failed(refused(target, r)), () -> targets.add(target));
    }
    return targets;
  }

  /** What an administrator wrote can be mended; what others put into DNS is as good as no host. */
  private static HostFailure refused(Target target, Destinations.Refusal refusal) {
    boolean mendable = target.host().origin() == MxHost.Origin.SMART_HOST;
    return switch (refusal) {
      case OURSELVES -> {
        LOG.atError()
            .addKeyValue("alarm", "LOOP")
            .log("loop: mail for {} would come back to {}", target.nextHop(), target.label());
        String text = target.label() + " is this gateway itself";
        yield mendable
            ? new HostFailure.Absent(HostReply.own(451, "4.4.6", text))
            : new HostFailure.Refusing(HostReply.own(554, "5.4.6", text));
      }
      case NOT_PUBLIC -> {
        String text = target.label() + " is not a public address";
        yield mendable
            ? new HostFailure.Absent(HostReply.own(451, "4.4.4", text))
            : new HostFailure.Refusing(HostReply.own(550, "5.4.4", text));
      }
    };
  }

  private static List<Outcome> same(Shipment shipment, Outcome outcome) {
    return shipment.recipients().stream().map(r -> outcome).toList();
  }
}
