package io.postern.outbound.client;

import io.postern.outbound.route.MxHost;
import java.net.InetSocketAddress;

/**
 * One address of one host that takes mail for a next hop.
 *
 * @param nextHop the name that stands for the destination
 */
public record Target(String nextHop, MxHost host, InetSocketAddress address) {
  /** As in {@code mx.example.org[192.0.2.1]:25}. */
  public String label() {
    String ip = address.getAddress().getHostAddress();
    String name = host.literal().isPresent() ? "" : host.name();
    return name + "[" + ip + "]:" + address.getPort();
  }
}
