package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.model.Decision;
import io.postern.core.model.Mailbox;
import io.postern.core.model.PortalProof;
import io.postern.core.model.Protection;
import io.postern.outbound.probe.ProbeReport;
import io.postern.outbound.tls.TlsDemand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a decision would come to now: which of its protections can be had at this moment. Sends
 * nothing. For one thread.
 */
final class Prospects {
  private final BiFunction<String, TlsDemand, ProbeReport> probe;
  private final Optional<KeyDirectory> keys;
  private final Settings settings;
  private final Map<Asked, ProbeReport> probed = new HashMap<>();

  /**
   * @param probe what mail for a domain that demands as much would meet
   * @param keys none where there is no store yet
   */
  Prospects(
      BiFunction<String, TlsDemand, ProbeReport> probe,
      Optional<KeyDirectory> keys,
      Settings settings) {
    this.probe = probe;
    this.keys = keys;
    this.settings = settings;
  }

  private record Asked(String domain, TlsDemand demand) {}

  /** Whether a protection can be had now, and what says so. */
  record Prospect(String protection, boolean possible, String why) {
    String line() {
      return "now " + protection + ": " + (possible ? "yes, " : "no, ") + why;
    }
  }

  /** One for each protection that may come to be used, in order. */
  List<Prospect> of(Decision decision, String upstream) {
    Mailbox recipient = decision.recipient().mailbox();
    List<Protection> inOrder =
        switch (decision) {
          case Decision.Deliver d -> d.inOrder();
          case Decision.Hold h -> h.released();
          case Decision.Refuse r -> List.of();
        };
    return inOrder.stream().map(p -> prospect(p, recipient, upstream)).toList();
  }

  private Prospect prospect(Protection protection, Mailbox recipient, String upstream) {
    return switch (protection) {
      case Protection.VerifiedTls tls -> tls(tls, recipient.domain());
      case Protection.OpportunisticTls o -> reachable(o, recipient.domain());
      case Protection.Smime s -> key(s, k -> k.smime(recipient));
      case Protection.OpenPgp o -> key(o, k -> k.openPgp(recipient));
      case Protection.PortalPickup portal -> portal(portal);
      case Protection.ReturnToUpstream r -> returned(r, upstream);
    };
  }

  private Prospect tls(Protection.VerifiedTls tls, String domain) {
    ProbeReport report =
        probed(domain, new TlsDemand.Verified(tls.floor(), tls.minimum(), tls.pins()));
    Optional<ProbeReport.Host> good =
        report.hosts().stream().filter(ProbeReport.Host::verified).findFirst();
    return new Prospect(
        tls.label(),
        good.isPresent(),
        good.map(h -> h.name() + " " + h.version().orElse("") + ", " + h.why())
            .orElseGet(() -> why(report, tls)));
  }

  private static String why(ProbeReport report, Protection.VerifiedTls tls) {
    Set<String> said =
        report.hosts().stream()
            .map(h -> h.name() + ": " + h.why() + h.version().map(v -> " by " + v).orElse(""))
            .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    return report
        .problem()
        .orElseGet(() ->
            "no host meets %s, %s (%s)"
                .formatted(tls.floor().label(), tls.minimum().label(), String.join("; ", said)));
  }

  private ProbeReport probed(String domain, TlsDemand demand) {
    return probed.computeIfAbsent(new Asked(domain, demand), a -> probe.apply(domain, demand));
  }

  private Prospect reachable(Protection.OpportunisticTls clear, String domain) {
    ProbeReport report = probed(domain, new TlsDemand.Opportunistic());
    boolean open = report.hosts().stream().anyMatch(ProbeReport.Host::verified);
    String hosts =
        report.hosts().stream()
            .map(ProbeReport.Host::name)
            .distinct()
            .collect(Collectors.joining(", "));
    return new Prospect(clear.label(), open, report.problem().orElse(hosts));
  }

  private Prospect key(Protection protection, Function<KeyDirectory, KeyDecision<?>> lookup) {
    if (keys.isEmpty()) {
      return new Prospect(protection.label(), false, "there is no store with keys yet");
    }
    return switch (lookup.apply(keys.get())) {
      case KeyDecision.Use<?> use -> new Prospect(protection.label(), true, "there is a key");
      case KeyDecision.Refuse<?> refuse ->
          new Prospect(protection.label(), false, refuse.reason().sentence());
    };
  }

  private Prospect portal(Protection.PortalPickup portal) {
    if (settings.portal().isEmpty()) {
      return new Prospect(portal.label(), false, "no portal is configured");
    }
    return portal.proof() == PortalProof.MAILED_CODE
        ? new Prospect(portal.label(), true, "the portal is configured")
        : new Prospect(portal.label(), false, "this portal asks for a mailed code only");
  }

  private Prospect returned(Protection.ReturnToUpstream back, String upstream) {
    boolean route =
        settings.outbound().return_().stream().anyMatch(r -> r.upstream().equals(upstream));
    return new Prospect(
        back.label(), route, route ? "it has a return route" : upstream + " has no return route");
  }
}
