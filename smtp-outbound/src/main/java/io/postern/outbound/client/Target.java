package io.postern.outbound.client;

import io.postern.outbound.route.MxHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One address of one host that takes mail for a next hop.
 *
 * @param nextHop the name that stands for the destination
 * @param source where we connect from
 * @param via who we are there; empty where the host takes mail from anybody
 */
public record Target(
    String nextHop,
    MxHost host,
    InetSocketAddress address,
    Source source,
    Optional<KnownRelay> via) {
  /** A host that takes mail from anybody. */
  public Target(String nextHop, MxHost host, InetSocketAddress address, Source source) {
    this(nextHop, host, address, source, Optional.empty());
  }

  /** The address of ours; empty where the system chooses. */
  Optional<InetAddress> from() {
    return source.to(nextHop, address.getAddress());
  }

  /** As in {@code mx.example.org[192.0.2.1]:25}. */
  public String label() {
    String ip = address.getAddress().getHostAddress();
    String name = host.literal().isPresent() ? "" : host.name();
    return name + "[" + ip + "]:" + address.getPort();
  }
}
