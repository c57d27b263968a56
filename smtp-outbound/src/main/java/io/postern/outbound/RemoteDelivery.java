package io.postern.outbound;

import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.TlsProof;
import io.postern.core.port.Resolver.Answer;
import io.postern.outbound.Settlement.HostFailure;
import io.postern.outbound.client.Opening;
import io.postern.outbound.client.Sender;
import io.postern.outbound.client.Shipment;
import io.postern.outbound.client.Target;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.route.Route;
import io.postern.outbound.route.Router;
import io.postern.outbound.tls.TlsDemand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The journey of a shipment over the hosts of its next hop: resolve, choose a host, secure,
 * converse, settle. Safe for use by many threads.
 */
public final class RemoteDelivery {
  /** A host with many addresses is one host; a few of them tell whether it is there. */
  private static final int ADDRESSES_PER_HOST = 4;

  /** Hosts that answered "later" in one attempt; then the queue's own wait is due. */
  private static final int CONVERSATIONS = 2;

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
          visit(shipment, targets(nextHop, host, addresses), settlement);
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

  private static List<Target> targets(String nextHop, MxHost host, List<InetAddress> addresses) {
    return addresses.stream()
        .limit(ADDRESSES_PER_HOST)
        .map(a -> new Target(nextHop, host, new InetSocketAddress(a, host.port())))
        .toList();
  }

  private static List<Outcome> same(Shipment shipment, Outcome outcome) {
    return shipment.recipients().stream().map(r -> outcome).toList();
  }
}
