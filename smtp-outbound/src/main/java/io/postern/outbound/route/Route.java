package io.postern.outbound.route;

import io.postern.core.model.HostReply;
import io.postern.core.port.Resolver.Origin;
import java.util.List;

/** Where mail for one next hop goes. */
public sealed interface Route {
  /**
   * To the first of these that works.
   *
   * @param nextHop the name that stands for the destination: the recipients' domain in A-labels, or
   *     the smart host's name
   * @param origin how far it is proved that these are its hosts
   */
  record Hosts(String nextHop, List<MxHost> inOrder, Origin origin) implements Route {
    public Hosts {
      inOrder = List.copyOf(inOrder);
    }
  }

  /** Nowhere, and that will not change soon: a 5xx. */
  record Nowhere(HostReply reply) implements Route {}

  /** The DNS does not tell now: a 4xx. */
  record Unknown(HostReply reply) implements Route {}
}
