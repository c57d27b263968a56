package io.postern.outbound;

import io.postern.config.settings.Settings.TlsRequiredNo;
import io.postern.core.loop.TraceField;
import io.postern.core.model.Decryption;
import io.postern.core.model.Deferral;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.Rewriting;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import io.postern.core.port.Consignment;
import io.postern.core.port.Content;
import io.postern.core.port.Courier;
import io.postern.outbound.client.ConnectionPool;
import io.postern.outbound.client.KnownRelay;
import io.postern.outbound.client.Shipment;
import io.postern.outbound.client.Sources;
import io.postern.outbound.content.Canonical;
import io.postern.outbound.content.Lines;
import io.postern.outbound.content.NotConvertibleException;
import io.postern.outbound.content.Recoded;
import io.postern.outbound.content.Rewritten;
import io.postern.outbound.protect.NotProtectableException;
import io.postern.outbound.protect.Outside;
import io.postern.outbound.protect.Wrapped;
import io.postern.outbound.protect.Wrapper;
import io.postern.outbound.tls.TlsDemand;
import io.postern.outbound.unwrap.Unwrapped;
import io.postern.outbound.unwrap.Unwrapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Unwrapper unwrapper;
  private final Marks marks;
  private final Sources sources;
  private final Map<String, KnownRelay> returns;
  private final TlsRequiredNo tlsRequiredNo;
  private final long largestWrapped;

  /**
   * @param pool what {@code remote} sends over; closed with the courier
   * @param portal without it the portal protection is never available
   * @param unwrapper opens what was encrypted to our own people, on return routes alone
   * @param trace what every message leaves with
   * @param sources where it leaves from
   * @param returns by the name of the upstream whose mail they take
   * @param tlsRequiredNo what becomes of the wish to do without policies of receivers
   * @param largestWrapped the most octets of an encrypted message
   */
  public MailCourier(
      RemoteDelivery remote,
      ConnectionPool pool,
      Wrapper smime,
      Wrapper openPgp,
      Optional<PortalDelivery> portal,
      Unwrapper unwrapper,
      TraceField trace,
      Sources sources,
      Map<String, KnownRelay> returns,
      TlsRequiredNo tlsRequiredNo,
      long largestWrapped) {
    this.remote = remote;
    this.pool = pool;
    this.smime = smime;
    this.openPgp = openPgp;
    this.portal = portal;
    this.unwrapper = unwrapper;
    this.marks = new Marks(trace);
    this.sources = sources;
    this.returns = Map.copyOf(returns);
    this.tlsRequiredNo = tlsRequiredNo;
    this.largestWrapped = largestWrapped;
  }

  @Override
  public List<Outcome> deliver(Consignment consignment) {
    return switch (consignment.protection()) {
      case Protection.VerifiedTls tls -> whole(consignment, () -> verified(tls));
      case Protection.OpportunisticTls clear -> unprotected(consignment, clear.byPolicy());
      case Protection.Smime any -> each(consignment, r -> wrapped(consignment, r, smime));
      case Protection.OpenPgp any -> each(consignment, r -> wrapped(consignment, r, openPgp));
      case Protection.PortalPickup pickup ->
          each(consignment, r -> offered(consignment, r, pickup));
      case Protection.ReturnToUpstream any -> returned(consignment);
    };
  }

  private static TlsDemand verified(Protection.VerifiedTls tls) {
    return new TlsDemand.Verified(tls.floor(), tls.minimum(), tls.pins());
  }

  private List<Outcome> returned(Consignment consignment) {
    return returns.containsKey(consignment.envelope().upstream().name())
        ? whole(consignment, () -> leastDemand(consignment))
        : impossible(consignment, "the upstream has no return route");
  }

  private static List<Outcome> impossible(Consignment consignment, String why) {
    Outcome outcome = new Outcome.Unprotectable(why, Optional.empty());
    return consignment.recipients().stream().map(r -> outcome).toList();
  }

  /** What the way must have; perhaps the message has to be read for that. */
  @FunctionalInterface
  private interface Asked {
    TlsDemand demand() throws IOException;
  }

  private List<Outcome> whole(Consignment consignment, Asked asked) {
    try {
      TlsDemand demand = asked.demand();
      return concernsUnwrapper(consignment)
          ? each(consignment, r -> opened(consignment, r, demand))
          : asItCame(consignment, consignment.recipients(), demand, Map.of());
    } catch (IOException e) {
      return consignment.recipients().stream().map(r -> unreadable(consignment, e)).toList();
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      return consignment.recipients().stream().map(r -> broken(consignment, e)).toList();
    }
  }

  private List<Outcome> asItCame(
      Consignment consignment,
      List<Recipient> recipients,
      TlsDemand demand,
      Map<String, String> more)
      throws IOException {
    Rewritten copy = copy(consignment);
    Body body = consignment.envelope().options().body();
    Map<String, String> details = new HashMap<>(with(copy.details(), demand));
    details.putAll(more);
    return send(consignment, recipients, copy.content(), body, demand, details);
  }

  /** What was opened goes to nobody but the upstream that it came from, by verified TLS. */
  private boolean concernsUnwrapper(Consignment consignment) throws IOException {
    if (!returns.containsKey(consignment.envelope().upstream().name())) {
      return false;
    }
    for (Recipient recipient : consignment.recipients()) {
      if (unwrapper.concerns(recipient.mailbox(), consignment.content())) {
        return true;
      }
    }
    return false;
  }

  /**
   * What the host refuses once it is open goes as it came: else a notice of failure would tell a
   * stranger that it was opened.
   */
  private Outcome opened(Consignment consignment, Recipient recipient, TlsDemand demand)
      throws IOException {
    if (!unwrapper.concerns(recipient.mailbox(), consignment.content())) {
      return asItCame(consignment, List.of(recipient), demand, Map.of()).getFirst();
    }
    try (Unwrapped opened =
        unwrapper.unwrap(recipient.mailbox(), Marks.taken(consignment.content()))) {
      if (opened.decryption() instanceof Decryption.Opened) {
        Outcome outcome = send(consignment, recipient, opened, demand);
        if (!(outcome instanceof Outcome.Failed)) {
          return outcome;
        }
      }
      Decryption left = new Decryption.Left(opened.decryption().format());
      return asItCame(consignment, List.of(recipient), demand, left.details()).getFirst();
    }
  }

  private Outcome send(
      Consignment consignment, Recipient recipient, Unwrapped opened, TlsDemand demand)
      throws IOException {
    Rewritten copy = Rewritten.of(opened.content(), consignment.rewriting());
    Map<String, String> details = new HashMap<>(with(copy.details(), demand));
    details.putAll(opened.decryption().details());
    return send(
            consignment,
            List.of(silent(recipient)),
            copy.content(),
            Body.EIGHT_BIT_MIME,
            demand,
            details)
        .getFirst();
  }

  /** A report of the host's would carry the opened header to whoever sent it (RFC 3461 4.1). */
  private static Recipient silent(Recipient recipient) {
    return new Recipient(
        recipient.mailbox(),
        Set.of(Recipient.Notify.NEVER),
        recipient.originalRecipient(),
        recipient.copied());
  }

  private List<Outcome> unprotected(Consignment consignment, boolean byPolicy) {
    // Of our own mail reports on TLS alone ask for it, which have to arrive where TLS is broken.
    boolean own = consignment.envelope().upstream().kind() == Upstream.Kind.OWN;
    boolean waivable = byPolicy && (own || tlsRequiredNo == TlsRequiredNo.HONOUR);
    return whole(consignment, () -> waivable ? waivable(consignment) : leastDemand(consignment))
        .stream()
        .map(MailCourier::requiredTls)
        .toList();
  }

  /** RFC 8689 4.2.1: without the TLS that its sender requires, a message is returned. */
  private static Outcome requiredTls(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Unprotectable(String why, var tls, boolean passing) when passing ->
          new Outcome.Deferred(
              HostReply.own(451, "4.7.5", "REQUIRETLS, no verified TLS yet: " + why),
              Deferral.DESTINATION);
      case Outcome.Unprotectable(String why, var tls, boolean _) ->
          new Outcome.Failed(
              HostReply.own(550, "5.7.30", "REQUIRETLS, but no verified TLS: " + why));
      case Outcome.Delivered delivered -> delivered;
      case Outcome.Deferred deferred -> deferred;
      case Outcome.Failed failed -> failed;
    };
  }

  private Outcome wrapped(Consignment consignment, Recipient recipient, Wrapper wrapper)
      throws IOException {
    try {
      Rewritten copy = copy(consignment);
      Content lines = lines(consignment, copy.content());
      try (Wrapped message =
          wrapper.wrap(consignment.envelope(), recipient, lines, outside(consignment))) {
        Map<String, String> details = new HashMap<>(copy.details());
        details.putAll(message.details());
        return WrappedTooLarge.next(
            send(
                    consignment,
                    List.of(recipient),
                    message.content(),
                    ofLines(consignment),
                    leastDemand(consignment),
                    details)
                .getFirst());
      }
    } catch (NotProtectableException e) {
      return new Outcome.Unprotectable(
          String.valueOf(e.getMessage()), Optional.empty(), e.passing());
    } catch (NotConvertibleException e) {
      return new Outcome.Unprotectable(String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  private Outside outside(Consignment consignment) {
    String subject = consignment.rewriting().outsideSubject().orElse(Outside.OBSCURED_SUBJECT);
    Optional<KnownRelay> via =
        Optional.ofNullable(returns.get(consignment.envelope().upstream().name()));
    long announced = remote.announcedSize(consignment.nextHop(), via).orElse(Long.MAX_VALUE);
    return new Outside(subject, WrappedTooLarge.most(Math.min(announced, largestWrapped)));
  }

  private static Rewritten copy(Consignment consignment) throws IOException {
    return Rewritten.of(Marks.taken(consignment.content()), consignment.rewriting());
  }

  /** What is encrypted must be lines, for its readers and for those who check its signature. */
  private static Content lines(Consignment consignment, Content content)
      throws IOException, NotConvertibleException {
    boolean binary = consignment.envelope().options().body() == Body.BINARY_MIME;
    return new Canonical(binary ? Recoded.of(content, Lines.EIGHT_BIT, true) : content);
  }

  private static Body ofLines(Consignment consignment) {
    return switch (consignment.envelope().options().body()) {
      case SEVEN_BIT -> Body.SEVEN_BIT;
      case EIGHT_BIT_MIME, BINARY_MIME -> Body.EIGHT_BIT_MIME;
    };
  }

  private Outcome offered(
      Consignment consignment, Recipient recipient, Protection.PortalPickup terms)
      throws IOException {
    if (portal.isEmpty()) {
      return new Outcome.Unprotectable("the portal is not configured", Optional.empty());
    }
    return switch (terms.proof()) {
      case MAILED_CODE -> {
        Rewriting rewriting = consignment.rewriting();
        // made once here, so that what cannot be rewritten is found out before it is offered
        Map<String, String> details = Rewritten.of(consignment.content(), rewriting).details();
        yield portal.get().offer(consignment.envelope(), recipient, terms, rewriting, details);
      }
      case TWO_FACTORS ->
          new Outcome.Unprotectable("the portal asks for a mailed code only", Optional.empty());
    };
  }

  private static TlsDemand leastDemand(Consignment consignment) {
    return consignment.envelope().options().requireTls()
        ? new TlsDemand.Verified(TlsFloor.VERIFIED)
        : new TlsDemand.Opportunistic();
  }

  /** RFC 8689 5: REQUIRETLS counts more, and for mail that policy protects nobody asks here. */
  private static TlsDemand waivable(Consignment consignment) throws IOException {
    return !consignment.envelope().options().requireTls()
            && TlsRequiredField.saysNo(consignment.content())
        ? new TlsDemand.Opportunistic(true)
        : leastDemand(consignment);
  }

  private static Map<String, String> with(Map<String, String> details, TlsDemand demand) {
    if (!(demand instanceof TlsDemand.Opportunistic(boolean waived)) || !waived) {
      return details;
    }
    Map<String, String> all = new HashMap<>(details);
    all.put("tls_required", "no");
    return all;
  }

  private List<Outcome> send(
      Consignment consignment,
      List<Recipient> recipients,
      Content content,
      Body body,
      TlsDemand demand,
      Map<String, String> details) {
    Envelope envelope = consignment.envelope();
    Optional<KnownRelay> via = Optional.ofNullable(returns.get(envelope.upstream().name()));
    return remote.deliver(
        new Shipment(
            envelope,
            recipients,
            consignment.nextHop(),
            marks.put(envelope.id(), via, content),
            body,
            demand,
            consignment.protection().label(),
            details,
            sources.of(envelope, consignment.protection()),
            via,
            consignment.content()));
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
      return unreadable(consignment, e);
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      return broken(consignment, e);
    }
  }

  private static Outcome unreadable(Consignment consignment, IOException e) {
    LOG.warn("{} not delivered: {}", consignment.envelope().id(), e.getClass().getName());
    return new Outcome.Deferred(HostReply.own(451, "4.3.0", "Local storage failed"), Deferral.OURS);
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
    return new Outcome.Deferred(HostReply.own(451, "4.3.0", "Internal error"), Deferral.OURS);
  }

  @Override
  public void close() {
    pool.close();
  }
}
