package io.postern.outbound.plan;

import io.postern.config.settings.DestinationSettings;
import io.postern.config.settings.DestinationSettings.Level;
import io.postern.core.model.HostReply;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Resolver.Origin;
import io.postern.core.tlsrpt.SessionResult;
import io.postern.core.tlsrpt.SessionResult.Ends;
import io.postern.core.tlsrpt.SessionWatch;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.sts.StsState;
import io.postern.outbound.tls.Published;
import io.postern.outbound.tls.ReferenceNames;
import io.postern.outbound.tls.TlsDemand;
import java.util.List;
import java.util.Optional;

/** Plans the TLS of hosts. Safe for use by many threads. */
public final class HostPlanner {
  private static final DaneState NOT_ASKED = new DaneState.Absent("DANE is not asked for");

  private final DaneLookup dane;
  private final ReferenceNames names;
  private final boolean enforceRequireTls;
  private final SessionWatch watch;

  /**
   * @param names which names a certificate may carry where nothing else says so
   * @param enforceRequireTls whether mail with REQUIRETLS goes only to hosts that offer it
   * @param watch told of sessions that what the receiver publishes rules out before they begin
   */
  public HostPlanner(
      DaneLookup dane, ReferenceNames names, boolean enforceRequireTls, SessionWatch watch) {
    this.dane = dane;
    this.names = names;
    this.enforceRequireTls = enforceRequireTls;
    this.watch = watch;
  }

  /**
   * The plan for one host that is about to be connected to, blocking on the DNS.
   *
   * @param requireTls whether the message came with REQUIRETLS
   * @param addresses how far the host's addresses are proved
   */
  public HostPlan plan(
      TlsDemand demand,
      boolean requireTls,
      Destination destination,
      MxHost host,
      Origin addresses) {
    Optional<HostPlan> early = withoutDane(requireTls, destination, host);
    if (early.isPresent()) {
      tell(destination, host, new Publications(demand, destination, host, NOT_ASKED).ofPolicy());
      return early.get();
    }
    DaneState state = dane(demand, destination, host, addresses);
    HostPlan plan = byDane(demand, requireTls, destination, host, state);
    switch (plan) {
      case HostPlan.Go _ -> {} // the session will show
      case HostPlan.Skip _, HostPlan.Wait _ ->
          tell(destination, host, new Publications(demand, destination, host, state).list());
    }
    return plan;
  }

  private void tell(Destination destination, MxHost host, List<Published> published) {
    published.stream()
        .filter(p -> p.fault().isPresent())
        .map(p ->
            SessionResult.of(
                destination.nextHop(), p.policy(), p.fault(), Ends.unconnected(host.name())))
        .forEach(watch::seen);
  }

  /** The same for somebody who only looks, and knows already what DANE says. */
  public HostPlan plan(
      TlsDemand demand, boolean requireTls, Destination destination, MxHost host, DaneState dane) {
    return withoutDane(requireTls, destination, host)
        .orElseGet(() -> byDane(demand, requireTls, destination, host, dane));
  }

  private HostPlan byDane(
      TlsDemand demand, boolean requireTls, Destination destination, MxHost host, DaneState dane) {
    return dane instanceof DaneState.Unknown(String why)
        ? new HostPlan.Wait(HostReply.own(451, "4.4.3", why), !levelAsksDane(destination))
        : new PlanBuilder(demand, destination, host, dane, names)
            .build(requireTls && enforceRequireTls);
  }

  /** What DANE says of a host for a message, as far as it is asked. */
  public DaneState dane(TlsDemand demand, Destination destination, MxHost host, Origin addresses) {
    return asksDane(demand, destination, host) ? dane.of(destination, host, addresses) : NOT_ASKED;
  }

  private static boolean asksDane(TlsDemand demand, Destination destination, MxHost host) {
    // A smart host is no receiver: its TLSA records protect the administrator's way to it.
    boolean waived =
        host.origin() != MxHost.Origin.SMART_HOST && isWaived(demand, destination.entry());
    return (levelAsksDane(destination) && !waived) || floorIs(demand, TlsFloor.DANE);
  }

  private static boolean levelAsksDane(Destination destination) {
    return switch (level(destination)) {
      case DANE, DANE_ONLY -> true;
      case MAY, ENCRYPT, FINGERPRINT, SECURE, MTA_STS -> false;
    };
  }

  /** Without an entry whatever the receiver publishes counts. */
  private static Level level(Destination destination) {
    return destination.entry().map(DestinationSettings::demanded).orElse(Level.DANE);
  }

  /** Whether a destination's published policy is to be looked up for a message. */
  public static boolean asksSts(TlsDemand demand, Optional<DestinationSettings> entry) {
    boolean byLevel =
        switch (entry.map(DestinationSettings::demanded).orElse(Level.DANE)) {
          case DANE, MTA_STS -> true;
          case MAY, ENCRYPT, FINGERPRINT, SECURE, DANE_ONLY -> false;
        };
    return (byLevel && !isWaived(demand, entry)) || floorIs(demand, TlsFloor.MTA_STS);
  }

  /** RFC 8689 5: the receiver's own policies may be left out; what the administrator set stays. */
  private static boolean isWaived(TlsDemand demand, Optional<DestinationSettings> entry) {
    return entry.isEmpty() && demand instanceof TlsDemand.Opportunistic(boolean waived) && waived;
  }

  private static boolean floorIs(TlsDemand demand, TlsFloor floor) {
    return demand instanceof TlsDemand.Verified verified && verified.floor() == floor;
  }

  /** What can be said before anything more is looked up. */
  private Optional<HostPlan> withoutDane(boolean requireTls, Destination destination, MxHost host) {
    return switch (destination.sts()) {
      case StsState.Enforced(String id, var policy)
          when host.origin() == MxHost.Origin.MX && !policy.accepts(host.name()) ->
          Optional.of(
              new HostPlan.Skip(
                  "MTA-STS policy " + id + " does not list the host " + host.name(), true));
      case StsState.Enforced _ -> Optional.empty();
      case StsState.Unknown(String why) ->
          unsafelyFound(requireTls, destination, host, Optional.of(why));
      case StsState.Testing _, StsState.None _ ->
          unsafelyFound(requireTls, destination, host, dane.broken());
    };
  }

  /**
   * RFC 8689 4.2.1: the host's name has to come from signed DNS or from an enforced policy.
   *
   * @param fault why that cannot be found out now
   */
  private Optional<HostPlan> unsafelyFound(
      boolean requireTls, Destination destination, MxHost host, Optional<String> fault) {
    if (!requireTls || !enforceRequireTls || destination.hosts().secure()) {
      return Optional.empty();
    }
    HostPlan unsafe =
        new HostPlan.Skip(
            "REQUIRETLS, but the MX record of " + host.name() + " is not signed", false);
    return Optional.of(
        fault
            .<HostPlan>map(why -> new HostPlan.Wait(HostReply.own(451, "4.7.5", why), true))
            .orElse(unsafe));
  }
}
