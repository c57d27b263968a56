package io.postern.outbound.plan;

import io.postern.config.settings.DestinationSettings;
import io.postern.outbound.route.ALabels;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.route.Route;
import io.postern.outbound.sts.MtaSts;
import io.postern.outbound.sts.StsState;
import io.postern.outbound.tls.TlsDemand;
import java.util.Optional;

/**
 * What is known of the TLS of receiving domains and their hosts. Safe for use by many threads.
 *
 * @param sts empty where policies of receivers are not followed
 */
public record Receivers(DestinationTable table, Optional<MtaSts> sts, HostPlanner planner) {
  /** What is known of a next hop, blocking. */
  public Destination destination(Route.Hosts route, TlsDemand demand) {
    Optional<DestinationSettings> entry = table.of(route.nextHop());
    return new Destination(route.nextHop(), route.origin(), entry, policy(route, demand, entry));
  }

  /** RFC 8461 3.4: literals have no policy, and the host that an administrator named needs none. */
  private StsState policy(
      Route.Hosts route, TlsDemand demand, Optional<DestinationSettings> entry) {
    boolean byMx = route.inOrder().stream().allMatch(h -> h.origin() == MxHost.Origin.MX);
    if (sts.isEmpty()) {
      return new StsState.None("MTA-STS is off (outbound.mta_sts)");
    }
    return byMx && HostPlanner.asksSts(demand, entry)
        ? sts.get().of(route.nextHop())
        : new StsState.None("MTA-STS is not asked for");
  }

  /** What the administrator wrote for a recipients' domain or an address literal. */
  public Optional<DestinationSettings> entry(String nextHop) {
    return table.of(ALabels.of(nextHop).orElse(nextHop));
  }

  /**
   * The same after a host failed the domain's policy, which is therefore looked up anew (RFC 8461
   * 5.1), blocking.
   */
  public Renewed renewed(Destination before) {
    return sts.filter(_ -> before.sts() instanceof StsState.Enforced)
        .map(s -> s.anew(before.nextHop()))
        .map(looked -> new Renewed(before.with(looked.state()), looked.doubt()))
        .orElseGet(() -> new Renewed(before, Optional.empty()));
  }

  /**
   * A destination looked at again.
   *
   * @param doubt why it may not be the newest; empty where it is
   */
  public record Renewed(Destination destination, Optional<String> doubt) {}
}
