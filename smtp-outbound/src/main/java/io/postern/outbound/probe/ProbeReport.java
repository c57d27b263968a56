package io.postern.outbound.probe;

import java.util.List;
import java.util.Optional;

/**
 * What a probe found.
 *
 * @param problem why there are no hosts; empty where there are
 * @param later true where that, or what is wrong with all hosts, may pass by itself
 * @param mx whether DNSSEC proves the hosts' names
 * @param mtaSts what MTA-STS says of the domain
 * @param level what the administrator wrote for the domain, if anything
 */
public record ProbeReport(
    String domain,
    Optional<String> problem,
    boolean later,
    String mx,
    String mtaSts,
    Optional<String> level,
    List<Host> hosts) {
  public ProbeReport {
    hosts = List.copyOf(hosts);
  }

  /** True where mail that needs verified TLS would be delivered now, by one host at least. */
  public boolean verified() {
    return hosts.stream().anyMatch(Host::verified);
  }

  /** What would become of mail that needs verified TLS. */
  public Prediction prediction() {
    if (verified()) {
      return Prediction.TLS;
    }
    return later || hosts.stream().anyMatch(Host::later) ? Prediction.WAIT : Prediction.FALLBACK;
  }

  /** What would become of mail that needs verified TLS. */
  public enum Prediction {
    /** It would leave by TLS. */
    TLS,
    /** It would wait: what is missing now may be there later. */
    WAIT,
    /** It would take the next protection of its policy. */
    FALLBACK
  }

  /**
   * One address of one host.
   *
   * @param address empty where the host has none
   * @param startTls whether a TLS session came about
   * @param version as in {@code TLSv1.3}
   * @param cipher the suite's standard name
   * @param group of the key exchange
   * @param later whether it may become good by itself
   * @param why what proves it, or why not
   * @param dane what the DNS says of its certificate
   * @param names the DNS names in its certificate
   */
  public record Host(
      String name,
      Optional<String> address,
      boolean startTls,
      Optional<String> version,
      Optional<String> cipher,
      Optional<String> group,
      boolean verified,
      boolean later,
      String why,
      String dane,
      List<String> names) {
    public Host {
      names = List.copyOf(names);
    }
  }
}
