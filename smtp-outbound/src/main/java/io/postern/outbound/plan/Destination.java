package io.postern.outbound.plan;

import io.postern.config.settings.DestinationSettings;
import io.postern.core.port.Resolver.Origin;
import io.postern.outbound.sts.StsState;
import java.util.Optional;

/**
 * Where mail goes, and what is known of its TLS before any host is asked.
 *
 * @param nextHop the recipients' domain in A-labels, the smart host's name or an address literal
 * @param hosts whether the hosts' names are proved, and what the domain is an alias of
 * @param entry what the administrator wrote for it
 */
public record Destination(
    String nextHop, Origin hosts, Optional<DestinationSettings> entry, StsState sts) {
  private static final StsState NOT_ASKED = new StsState.None("not asked for");

  /** The same with another policy of the domain. */
  Destination with(StsState other) {
    return new Destination(nextHop, hosts, entry, other);
  }

  /** A host that an administrator named, which is a proof of its name. */
  public static Destination named(String host) {
    return new Destination(host, new Origin(true, host), Optional.empty(), NOT_ASKED);
  }
}
