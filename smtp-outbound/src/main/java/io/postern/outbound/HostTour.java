package io.postern.outbound;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.TlsProof;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Origin;
import io.postern.outbound.Settlement.HostFailure;
import io.postern.outbound.client.Opening;
import io.postern.outbound.client.Sender;
import io.postern.outbound.client.Shipment;
import io.postern.outbound.client.Target;
import io.postern.outbound.plan.Destination;
import io.postern.outbound.plan.HostPlan;
import io.postern.outbound.plan.Receivers;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.route.Router;
import io.postern.outbound.tls.Check;
import io.postern.outbound.tls.TlsDemand;
import io.postern.outbound.tls.TlsPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One shipment's way over the hosts of its destination: choose, secure, converse. For one use. */
final class HostTour {
  /** A host with many addresses is one host; a few of them tell whether it is there. */
  private static final int ADDRESSES_PER_HOST = 4;

  /** Hosts that answered "later" in one attempt; then the queue's own wait is due. */
  private static final int CONVERSATIONS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(HostTour.class);

  private final Shipment shipment;
  private final Router router;
  private final Receivers receivers;
  private final Sender sender;
  private final Settlement settlement;
  private Destination destination;
  private int conversations;
  private boolean failedPolicy;

  HostTour(
      Shipment shipment,
      Destination destination,
      Router router,
      Receivers receivers,
      Sender sender) {
    this.shipment = shipment;
    this.destination = destination;
    this.router = router;
    this.receivers = receivers;
    this.sender = sender;
    this.settlement = new Settlement(shipment);
  }

  /** Goes over the hosts until everybody has an answer; one outcome per recipient. */
  List<Outcome> over(List<MxHost> hosts) {
    visitAll(hosts);
    if (failedPolicy && !settlement.open().isEmpty()) {
      lookAgain(hosts);
    }
    return settlement.outcomes();
  }

  private void visitAll(List<MxHost> hosts) {
    for (MxHost host : hosts) {
      if (settlement.open().isEmpty() || conversations == CONVERSATIONS) {
        break;
      }
      conversations += visit(host) ? 1 : 0;
    }
  }

  /** RFC 8461 5.1: before a failed policy decides anything, it has to be the newest one. */
  private void lookAgain(List<MxHost> hosts) {
    Receivers.Renewed now = receivers.renewed(destination);
    if (!now.destination().equals(destination)) {
      destination = now.destination();
      failedPolicy = false;
      settlement.forgetFailures();
      visitAll(hosts);
    }
    if (failedPolicy) {
      now.doubt().ifPresent(this::waitForNewest);
    }
  }

  private void waitForNewest(String doubt) {
    String why = "MTA-STS policy failed, and whether it is the newest nobody knows: " + doubt;
    settlement.failed(new HostFailure.Absent(HostReply.own(451, "4.7.5", why)));
  }

  /** Asks one host; true where it came to a conversation. */
  private boolean visit(MxHost host) {
    return switch (router.addresses(host)) {
      case Answer.Found<InetAddress>(List<InetAddress> addresses, Origin origin) ->
          visit(host, addresses, origin);
      case Answer.NoData<InetAddress> none -> withoutAddress(host);
      case Answer.NxDomain<InetAddress> none -> withoutAddress(host);
      case Answer.TemporaryFailure<InetAddress>(String why) -> {
        settlement.failed(unknown(host, why));
        yield false;
      }
    };
  }

  private boolean visit(MxHost host, List<InetAddress> addresses, Origin origin) {
    boolean requireTls = shipment.envelope().options().requireTls();
    return switch (receivers
        .planner()
        .plan(shipment.demand(), requireTls, destination, host, origin)) {
      case HostPlan.Go(TlsPlan tls) -> visit(tls, permitted(host, addresses));
      case HostPlan.Skip(String why, boolean byPolicy) -> {
        failedPolicy |= byPolicy;
        settlement.failed(unprotected(why, Optional.empty(), false));
        yield false;
      }
      case HostPlan.Wait(HostReply reply, boolean byMessage) -> {
        Deferral why = byMessage ? Deferral.OURS : Deferral.DESTINATION;
        settlement.failed(new HostFailure.Absent(reply, why));
        yield false;
      }
    };
  }

  private boolean visit(TlsPlan plan, List<Target> targets) {
    Optional<HostFailure> failure = Optional.empty();
    for (Target target : targets) {
      switch (sender.send(target, plan, shipment, settlement.open())) {
        case Sender.Sent.Conversed(var answers, var lost) -> {
          settlement.answered(answers);
          lost.ifPresent(l -> settlement.failed(new HostFailure.Absent(l)));
          return true;
        }
        case Sender.Sent.NotOpened(Opening why) ->
            failure = Optional.of(worse(failure, failure(plan, why)));
      }
    }
    failure.ifPresent(settlement::failed);
    return false;
  }

  /** Where one address of a host was there, that others are not reachable tells nothing more. */
  private static HostFailure worse(Optional<HostFailure> before, HostFailure now) {
    return now instanceof HostFailure.Absent ? before.orElse(now) : now;
  }

  private HostFailure failure(TlsPlan plan, Opening why) {
    return switch (why) {
      case Opening.Unprotected(String text, Optional<TlsProof> tls, boolean passing) -> {
        failedPolicy |= !passing && plan.checks().stream().anyMatch(Check.MtaSts.class::isInstance);
        yield unprotected(text, tls, passing);
      }
      case Opening.Busy(HostReply reply) -> new HostFailure.Absent(reply, Deferral.OURS);
      case Opening.Unreachable(HostReply reply) -> new HostFailure.Absent(reply);
      case Opening.Refused(HostReply reply, Deferral meaning) ->
          forGood(plan, reply)
              ? new HostFailure.Refusing(reply)
              : new HostFailure.Absent(reply, meaning);
      case Opening.Opened opened -> throw new IllegalStateException("an open connection failed");
    };
  }

  /**
   * The message's own demand is met by the next protection. What others demand, the receiver's
   * domain or the administrator, has to be met some time (RFC 7672 2.2, RFC 8461 5), and the host
   * of a return route has to become good again.
   */
  private HostFailure unprotected(String why, Optional<TlsProof> tls, boolean passing) {
    String text = shipment.via().map(v -> v.kind().words() + ": " + why).orElse(why);
    boolean waits =
        shipment.via().isPresent() || shipment.demand() instanceof TlsDemand.Opportunistic;
    return waits
        ? new HostFailure.Absent(HostReply.own(451, "4.7.5", text))
        : new HostFailure.Unprotected(why, tls, passing);
  }

  /**
   * What a host says before TLS anybody on the way can say. Where TLS is a must, such a refusal is
   * therefore never believed for good.
   */
  private static boolean forGood(TlsPlan plan, HostReply reply) {
    return switch (plan.need()) {
      case VERIFY, ENCRYPT -> false;
      case MAY -> reply.reply().permanent();
    };
  }

  private boolean withoutAddress(MxHost host) {
    settlement.failed(
        switch (router.leftOut(host)) {
          case Answer.Found<InetAddress> found -> {
            String text =
                host.name() + " has only addresses that outbound.address_order leaves out";
            yield new HostFailure.Absent(HostReply.own(451, "4.4.4", text), Deferral.OURS);
          }
          case Answer.NoData<InetAddress> none -> homeless(host);
          case Answer.NxDomain<InetAddress> none -> homeless(host);
          case Answer.TemporaryFailure<InetAddress>(String why) -> unknown(host, why);
        });
    return false;
  }

  private static HostFailure homeless(MxHost host) {
    return new HostFailure.Refusing(
        HostReply.own(550, "5.4.4", "The mail host " + host.name() + " has no address"));
  }

  private static HostFailure unknown(MxHost host, String why) {
    return new HostFailure.Absent(
        HostReply.own(451, "4.4.3", "DNS lookup of " + host.name() + ": " + why));
  }

  /** Those that may be connected to; what is wrong with the others is noted. */
  private List<Target> permitted(MxHost host, List<InetAddress> addresses) {
    List<Target> targets = new ArrayList<>();
    List<InetAddress> reached =
        addresses.stream().filter(shipment.source()::reaches).limit(ADDRESSES_PER_HOST).toList();
    if (reached.isEmpty()) {
      String text = host.name() + " has no address that can be reached from our source addresses";
      settlement.failed(new HostFailure.Absent(HostReply.own(451, "4.4.4", text), Deferral.OURS));
    }
    for (InetAddress address : reached) {
      Target target =
          new Target(
              destination.nextHop(),
              host,
              new InetSocketAddress(address, host.port()),
              shipment.source(),
              shipment.via());
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
}
