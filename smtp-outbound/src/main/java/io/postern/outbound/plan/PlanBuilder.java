package io.postern.outbound.plan;

import io.postern.config.settings.DestinationSettings;
import io.postern.config.settings.DestinationSettings.Level;
import io.postern.core.model.HostReply;
import io.postern.core.model.TlsVersion;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.sts.StsState;
import io.postern.outbound.tls.Check;
import io.postern.outbound.tls.ReferenceNames;
import io.postern.outbound.tls.ServerNames;
import io.postern.outbound.tls.TlsDemand;
import io.postern.outbound.tls.TlsPlan;
import io.postern.outbound.tls.TlsPlan.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Adds up what one host must show. For one use. */
final class PlanBuilder {
  private final TlsDemand demand;
  private final Destination destination;
  private final MxHost host;
  private final DaneState dane;
  private final ReferenceNames referenceNames;
  private final List<Check> checks = new ArrayList<>();
  private Optional<HostPlan> hindrance = Optional.empty();

  /** Whether it is the message's own need that is being added. */
  private boolean byMessage;

  PlanBuilder(
      TlsDemand demand,
      Destination destination,
      MxHost host,
      DaneState dane,
      ReferenceNames referenceNames) {
    this.demand = demand;
    this.destination = destination;
    this.host = host;
    this.dane = dane;
    this.referenceNames = referenceNames;
  }

  /**
   * In this order: the administrator's word replaces the receiver's, the message's adds to both.
   */
  HostPlan build(boolean requireTls) {
    addReceiversWish();
    destination.entry().ifPresent(this::applyEntry);
    switch (demand) {
      case TlsDemand.Verified verified -> addMessagesNeed(verified);
      case TlsDemand.Opportunistic _ -> {}
    }
    return hindrance.orElseGet(() -> new HostPlan.Go(tlsPlan(requireTls)));
  }

  /** RFC 8461 2: where DANE binds, the certificate is DANE's affair alone. */
  private void addReceiversWish() {
    if (dane instanceof DaneState.Usable(Check.Dane check, var _)) {
      checks.add(check);
    } else {
      policyCheck().ifPresent(checks::add);
    }
  }

  private Optional<Check> policyCheck() {
    return destination.sts() instanceof StsState.Enforced(String id, var _)
            && host.origin() == MxHost.Origin.MX
        ? Optional.of(new Check.MtaSts(id, host.name()))
        : Optional.empty();
  }

  private void applyEntry(DestinationSettings entry) {
    switch (entry.demanded()) {
      case FINGERPRINT -> replaceBy(new Check.Pinned(pins(entry.match())));
      case SECURE -> replaceBy(new Check.Pkix(names(entry.match())));
      case MTA_STS -> needPolicy("level mta-sts");
      case DANE_ONLY -> needDane("level dane-only");
      case MAY, ENCRYPT, DANE -> {}
    }
  }

  /** The administrator knows the host better than what it publishes. */
  private void replaceBy(Check check) {
    checks.clear();
    checks.add(check);
  }

  private void addMessagesNeed(TlsDemand.Verified verified) {
    byMessage = true;
    switch (verified.floor()) {
      case VERIFIED -> {
        if (checks.isEmpty()) {
          awaitPolicy();
          addPkix();
        }
      }
      case DANE -> {
        goWithoutBrokenDnssec();
        needDane("dane");
      }
      case MTA_STS -> needPolicy("mta-sts");
      case PKIX -> {
        if (checks.stream().noneMatch(PlanBuilder::isPkix)) {
          awaitPolicy();
          addPkix();
        }
      }
      case PINNED -> checks.add(new Check.Pinned(pins(verified.pins())));
    }
  }

  private static boolean isPkix(Check check) {
    return switch (check) {
      case Check.Pkix _, Check.MtaSts _ -> true;
      case Check.Dane _, Check.Pinned _ -> false;
    };
  }

  /** A policy that nobody can read could name the host, unless something else proves it already. */
  private void awaitPolicy() {
    if (checks.isEmpty() && destination.sts() instanceof StsState.Unknown(String why)) {
      later("4.4.3", why);
    }
  }

  private void addPkix() {
    Set<String> accepted = accepted();
    if (accepted.isEmpty()) {
      rulesOut("no certificate proves an address");
    }
    checks.add(new Check.Pkix(accepted));
  }

  private Set<String> accepted() {
    return referenceNames.of(destination.nextHop(), host, destination.hosts().secure());
  }

  private void needPolicy(String who) {
    Optional<Check> policy = policyCheck();
    if (destination.sts() instanceof StsState.Unknown(String why)) {
      later("4.4.3", who + " is asked for, but " + why);
    } else if (policy.isEmpty()) {
      rulesOut(who + " is asked for, but " + withoutPolicy());
    } else if (!checks.contains(policy.get())) {
      checks.add(policy.get());
    }
  }

  private String withoutPolicy() {
    return switch (destination.sts()) {
      case StsState.None(String why, var _) -> "there is no MTA-STS policy: " + why;
      case StsState.Testing(String id, var _) -> "MTA-STS policy " + id + " is only being tested";
      case StsState.Unknown(String why) -> why;
      case StsState.Enforced _ -> "the host is not found by MX";
    };
  }

  private void needDane(String who) {
    String asked = who + " is asked for, but ";
    switch (dane) {
      case DaneState.Usable(Check.Dane check, var _) -> {
        if (!checks.contains(check)) {
          checks.add(check);
        }
      }
      case DaneState.Absent(String why) -> rulesOut(asked + why);
      case DaneState.Unusable(String owner) ->
          rulesOut(asked + "no TLSA record at " + owner + " can be used");
      case DaneState.Broken(String why) ->
          later("4.7.5", asked + "DNSSEC does not work here: " + why);
      case DaneState.Unknown(String why) -> later("4.7.5", asked + why);
    }
  }

  /** The message has other ways; to wait for an administrator could take its whole time. */
  private void goWithoutBrokenDnssec() {
    if (dane instanceof DaneState.Broken(String why)) {
      rulesOut("dane is asked for, but DNSSEC does not work here: " + why);
    }
  }

  private void rulesOut(String why) {
    hindrance = hindrance.or(() -> Optional.of(new HostPlan.Skip(why, false)));
  }

  private void later(String status, String why) {
    hindrance =
        hindrance.or(
            () -> Optional.of(new HostPlan.Wait(HostReply.own(451, status, why), byMessage)));
  }

  private TlsPlan tlsPlan(boolean requireTls) {
    Need need = leastNeed();
    if (checks.isEmpty() && !accepted().isEmpty()) {
      checks.add(new Check.Pkix(accepted())); // not a must, but worth knowing
    }
    return new TlsPlan(
        need,
        checks,
        minimum(),
        serverName(),
        requireTls,
        new Publications(demand, destination, host, dane).list());
  }

  private Need leastNeed() {
    if (!checks.isEmpty()) {
      return Need.VERIFY;
    }
    boolean encrypt =
        dane instanceof DaneState.Unusable
            || destination.entry().filter(e -> e.demanded() == Level.ENCRYPT).isPresent();
    return encrypt ? Need.ENCRYPT : Need.MAY;
  }

  private TlsVersion minimum() {
    TlsVersion byEntry =
        destination.entry().map(e -> TlsVersion.ofLabel(e.minimum())).orElse(TlsVersion.TLS_1_2);
    TlsVersion byMessage =
        switch (demand) {
          case TlsDemand.Verified verified -> verified.minimum();
          case TlsDemand.Opportunistic _ -> TlsVersion.TLS_1_2;
        };
    return byEntry.compareTo(byMessage) > 0 ? byEntry : byMessage;
  }

  /** RFC 6066 3: a host name, never an address; with DANE the base domain (RFC 7672 8.1). */
  private Optional<String> serverName() {
    String name = dane instanceof DaneState.Usable(var _, String base) ? base : host.name();
    return host.literal().isPresent() ? Optional.empty() : ServerNames.sni(name);
  }

  /** Hex digests in lower case; those in base64 as they are. */
  private static Set<String> pins(List<String> match) {
    return match.stream()
        .map(m -> m.length() == 64 ? m.toLowerCase(Locale.ROOT) : m)
        .collect(Collectors.toSet());
  }

  private Set<String> names(List<String> match) {
    List<String> given = match.isEmpty() ? List.of("nexthop", "dot-nexthop") : match;
    return given.stream().map(this::name).collect(Collectors.toSet());
  }

  private String name(String match) {
    return switch (match) {
      case "nexthop" -> destination.nextHop();
      case "dot-nexthop" -> "." + destination.nextHop();
      default -> match.toLowerCase(Locale.ROOT);
    };
  }
}
