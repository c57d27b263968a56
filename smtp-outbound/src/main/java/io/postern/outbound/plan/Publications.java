package io.postern.outbound.plan;

import io.postern.config.settings.DestinationSettings;
import io.postern.config.settings.DestinationSettings.Level;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Resolver.Tlsa;
import io.postern.core.tlsrpt.AppliedPolicy;
import io.postern.core.tlsrpt.TlsFault;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.sts.StsPolicy;
import io.postern.outbound.sts.StsState;
import io.postern.outbound.tls.Check;
import io.postern.outbound.tls.Published;
import io.postern.outbound.tls.TlsDemand;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What sessions with a host are reported under (RFC 8460 4.3). Where what the receiver publishes
 * was not looked at, or the administrator named the host, nothing is reported: nobody could say
 * what there is.
 */
final class Publications {
  private final TlsDemand demand;
  private final Destination destination;
  private final MxHost host;
  private final DaneState dane;

  Publications(TlsDemand demand, Destination destination, MxHost host, DaneState dane) {
    this.demand = demand;
    this.destination = destination;
    this.host = host;
    this.dane = dane;
  }

  /** One of DANE, one of MTA-STS, both, or that there is none. */
  List<Published> list() {
    if (host.origin() != MxHost.Origin.MX || isOverridden() || isWaived()) {
      return List.of();
    }
    List<Published> all = Stream.concat(byDane().stream(), byPolicy().stream()).toList();
    return all.isEmpty() && isKnown() ? List.of(Published.none(destination.nextHop())) : all;
  }

  /** What MTA-STS alone says, where DANE was not asked. */
  List<Published> ofPolicy() {
    return host.origin() != MxHost.Origin.MX || isOverridden() || isWaived()
        ? List.of()
        : byPolicy().stream().toList();
  }

  private boolean isWaived() {
    return demand instanceof TlsDemand.Opportunistic(boolean waived) && waived;
  }

  private boolean isOverridden() {
    return switch (level()) {
      case MAY, ENCRYPT, FINGERPRINT, SECURE -> true;
      case DANE, DANE_ONLY, MTA_STS -> false;
    };
  }

  private Level level() {
    return destination.entry().map(DestinationSettings::demanded).orElse(Level.DANE);
  }

  /** Whether it is certain, as far as it goes, that there is nothing. */
  private boolean isKnown() {
    return !(dane instanceof DaneState.Broken) && !(destination.sts() instanceof StsState.Unknown);
  }

  private Optional<Published> byDane() {
    return switch (dane) {
      case DaneState.Usable(Check.Dane check, String base) ->
          Optional.of(Published.of(tlsa(base, check.records()), check));
      case DaneState.Unusable(String owner) ->
          Optional.of(Published.faulty(tlsa(base(owner), List.of()), TlsFault.TLSA_UNUSABLE));
      case DaneState.Unknown _ ->
          Optional.of(Published.faulty(tlsa(host.name(), List.of()), TlsFault.TLSA_NOT_PROVED));
      case DaneState.Absent _ ->
          needsDane()
              ? Optional.of(Published.faulty(tlsa(host.name(), List.of()), TlsFault.DANE_REQUIRED))
              : Optional.empty();
      case DaneState.Broken _ -> Optional.empty();
    };
  }

  private boolean needsDane() {
    return level() == Level.DANE_ONLY
        || (demand instanceof TlsDemand.Verified must && must.floor() == TlsFloor.DANE);
  }

  private static AppliedPolicy tlsa(String base, List<Tlsa> records) {
    List<String> lines = records.stream().map(Tlsa::toString).toList();
    return new AppliedPolicy(AppliedPolicy.Type.TLSA, base, lines, List.of());
  }

  /** The name behind port and protocol, as in {@code _25._tcp.mx.example.org}. */
  private static String base(String owner) {
    return owner.substring(owner.indexOf("._tcp.") + "._tcp.".length());
  }

  private Optional<Published> byPolicy() {
    return switch (destination.sts()) {
      case StsState.Enforced(String id, StsPolicy policy) -> Optional.of(byPolicy(id, policy));
      case StsState.Testing(String id, StsPolicy policy) -> Optional.of(byPolicy(id, policy));
      case StsState.None(String _, Optional<TlsFault> fault) ->
          fault.map(f -> Published.faulty(sts(List.of(), List.of()), f));
      case StsState.Unknown _ -> Optional.empty();
    };
  }

  private Published byPolicy(String id, StsPolicy policy) {
    AppliedPolicy applied = sts(policy.lines(), policy.mx());
    return policy.accepts(host.name())
        ? Published.of(applied, new Check.MtaSts(id, host.name()))
        : Published.faulty(applied, TlsFault.HOST_NOT_LISTED);
  }

  private AppliedPolicy sts(List<String> lines, List<String> hosts) {
    return new AppliedPolicy(AppliedPolicy.Type.STS, destination.nextHop(), lines, hosts);
  }
}
