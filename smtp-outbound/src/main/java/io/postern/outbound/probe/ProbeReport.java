package io.postern.outbound.probe;

import java.util.List;
import java.util.Optional;

/**
 * What a probe found.
 *
 * @param problem why there are no hosts; empty where there are
 */
public record ProbeReport(String domain, Optional<String> problem, List<Host> hosts) {
  public ProbeReport {
    hosts = List.copyOf(hosts);
  }

  /** True where mail that needs verified TLS would be delivered now, by one host at least. */
  public boolean verified() {
    return hosts.stream().anyMatch(Host::verified);
  }

  /**
   * One address of one host.
   *
   * @param address empty where the host has none
   * @param startTls whether a TLS session came about
   * @param version as in {@code TLSv1.3}
   * @param why what proves it, or why not
   * @param names the DNS names in its certificate
   */
  public record Host(
      String name,
      Optional<String> address,
      boolean startTls,
      Optional<String> version,
      boolean verified,
      String why,
      List<String> names) {}
}
