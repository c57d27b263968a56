package io.postern.outbound.probe;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a probe found.
 *
 * @param problem why there are no hosts; empty where there are
 * @param otherwise what becomes of the mail then
 * @param mx whether DNSSEC proves the hosts' names
 * @param mtaSts what MTA-STS says of the domain
 * @param level what the administrator wrote for the domain, if anything
 */
public record ProbeReport(
    String domain,
    Optional<String> problem,
    Prediction otherwise,
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
    if (problem.isPresent()) {
      return otherwise;
    }
    // As deliveries settle it: a host that may become good is waited for.
    return Stream.of(Prediction.WAIT, Prediction.FALLBACK)
        .filter(p -> hosts.stream().anyMatch(h -> h.otherwise() == p))
        .findFirst()
        .orElse(Prediction.FAIL);
  }

  /** What would become of mail that needs verified TLS. */
  public enum Prediction {
    /** It would leave by TLS. */
    TLS,
    /** It would wait: what is missing now may be there later. */
    WAIT,
    /** It would take the next protection of its policy. */
    FALLBACK,
    /** It would be returned: there is nowhere to send it. */
    FAIL
  }

  /**
   * One address of one host.
   *
   * @param address empty where the host has none
   * @param startTls whether a TLS session came about
   * @param version as in {@code TLSv1.3}
   * @param cipher the suite's standard name
   * @param group of the key exchange
   * @param otherwise what becomes of the mail where no host is verified and all are like this one
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
      Prediction otherwise,
      String why,
      String dane,
      List<String> names) {
    public Host {
      names = List.copyOf(names);
    }
  }
}
