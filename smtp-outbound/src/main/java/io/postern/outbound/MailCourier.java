package io.postern.outbound;

import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Consignment;
import io.postern.core.port.Content;
import io.postern.core.port.Courier;
import io.postern.outbound.client.ConnectionPool;
import io.postern.outbound.client.Shipment;
import io.postern.outbound.protect.NotProtectableException;
import io.postern.outbound.protect.Wrapped;
import io.postern.outbound.protect.Wrapper;
import io.postern.outbound.tls.TlsDemand;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries each consignment the way its protection says. */
public final class MailCourier implements Courier {
  private static final Logger LOG = LoggerFactory.getLogger(MailCourier.class);

  private final RemoteDelivery remote;
  private final ConnectionPool pool;
  private final Wrapper smime;
  private final Wrapper openPgp;
  private final Optional<PortalDelivery> portal;

  /**
   * @param pool what {@code remote} sends over; closed with the courier
   * @param portal without it the portal protection is never available
   */
  public MailCourier(
      RemoteDelivery remote,
      ConnectionPool pool,
      Wrapper smime,
      Wrapper openPgp,
      Optional<PortalDelivery> portal) {
    this.remote = remote;
    this.pool = pool;
    this.smime = smime;
    this.openPgp = openPgp;
    this.portal = portal;
  }

  @Override
  public List<Outcome> deliver(Consignment consignment) {
    return switch (consignment.protection()) {
      case Protection.VerifiedTls(TlsFloor floor) -> whole(consignment, verified(floor));
      case Protection.OpportunisticTls any -> unprotected(consignment);
      case Protection.Smime any -> each(consignment, r -> wrapped(consignment, r, smime));
      case Protection.OpenPgp any -> each(consignment, r -> wrapped(consignment, r, openPgp));
      case Protection.PortalPickup pickup ->
          each(consignment, r -> offered(consignment, r, pickup));
    };
  }

  private static TlsDemand verified(TlsFloor floor) {
    return new TlsDemand.Verified(floor);
  }

  private List<Outcome> whole(Consignment consignment, TlsDemand demand) {
    try {
      return send(consignment, consignment.recipients(), consignment.content(), demand, Map.of());
    } catch (RuntimeException e) {
      return consignment.recipients().stream().map(r -> broken(consignment, e)).toList();
    }
  }

  private List<Outcome> unprotected(Consignment consignment) {
    return whole(consignment, leastDemand(consignment)).stream()
        .map(MailCourier::requiredTls)
        .toList();
  }

  /** RFC 8689 4.2.1: without the TLS that its sender requires, a message is returned. */
  private static Outcome requiredTls(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Unprotectable(String why, var tls) ->
          new Outcome.Failed(
              HostReply.own(550, "5.7.30", "REQUIRETLS, but no verified TLS: " + why));
      case Outcome.Delivered delivered -> delivered;
      case Outcome.Deferred deferred -> deferred;
      case Outcome.Failed failed -> failed;
    };
  }

  private Outcome wrapped(Consignment consignment, Recipient recipient, Wrapper wrapper)
      throws IOException {
    try (Wrapped message = wrapper.wrap(consignment.envelope(), recipient, consignment.content())) {
      return send(
              consignment,
              List.of(recipient),
              message.content(),
              leastDemand(consignment),
              message.details())
          .getFirst();
    } catch (NotProtectableException e) {
      return new Outcome.Unprotectable(String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  private Outcome offered(
      Consignment consignment, Recipient recipient, Protection.PortalPickup terms)
      throws IOException {
    return portal.isPresent()
        ? portal.get().offer(consignment.envelope(), recipient, terms)
        : new Outcome.Unprotectable("the portal is not configured", Optional.empty());
  }

  private static TlsDemand leastDemand(Consignment consignment) {
    return consignment.envelope().options().requireTls()
        ? verified(TlsFloor.VERIFIED)
        : new TlsDemand.Opportunistic();
  }

  private List<Outcome> send(
      Consignment consignment,
      List<Recipient> recipients,
      Content content,
      TlsDemand demand,
      Map<String, String> details) {
    return remote.deliver(
        new Shipment(
            consignment.envelope(),
            recipients,
            consignment.nextHop(),
            content,
            demand,
            consignment.protection().label(),
            details));
  }

  /** A way to carry one recipient's copy. */
  private interface Carrier {
    Outcome carry(Recipient recipient) throws IOException;
  }

  /** One recipient at a time; what happens to one touches no other. */
  private List<Outcome> each(Consignment consignment, Carrier carrier) {
    return consignment.recipients().stream().map(r -> one(consignment, r, carrier)).toList();
  }

  private Outcome one(Consignment consignment, Recipient recipient, Carrier carrier) {
    try {
      return carrier.carry(recipient);
    } catch (IOException e) {
      LOG.warn("{} not delivered: {}", consignment.envelope().id(), e.getClass().getName());
      return new Outcome.Deferred(HostReply.own(451, "4.3.0", "Local storage failed"));
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      return broken(consignment, e);
    }
  }

  /** A defect of ours keeps the message; it is neither lost nor sent another way. */
  private static Outcome broken(Consignment consignment, Throwable e) {
    // Its message may quote what it choked on; class and place say enough.
    StackTraceElement[] trace = e.getStackTrace();
    LOG.error(
        "{} not delivered: {} at {}",
        consignment.envelope().id(),
        e.getClass().getName(),
        trace.length == 0 ? "an unknown place" : trace[0]);
    return new Outcome.Deferred(HostReply.own(451, "4.3.0", "Internal error"));
  }

  @Override
  public void close() {
    pool.close();
  }
}
