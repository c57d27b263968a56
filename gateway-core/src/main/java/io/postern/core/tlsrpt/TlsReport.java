package io.postern.core.tlsrpt;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One sender's report (RFC 8460 4). Texts are the sender's, printable and cut.
 *
 * @param organisation who reports
 * @param id unique with that one
 */
public record TlsReport(
    String organisation,
    String contact,
    String id,
    Instant begin,
    Instant end,
    List<Result> results) {
  public TlsReport {
    results = List.copyOf(results);
  }

  /** What of it is about certain domains. */
  public TlsReport about(Set<String> domains) {
    return new TlsReport(
        organisation,
        contact,
        id,
        begin,
        end,
        results.stream().filter(r -> domains.contains(r.domain())).toList());
  }

  /**
   * What was found under one policy.
   *
   * @param type {@code sts}, {@code tlsa}, {@code no-policy-found}, or what else the sender wrote
   * @param policy its lines, or the TLSA records
   * @param domain whose policy it is, in lower case
   * @param good sessions
   * @param bad sessions
   */
  public record Result(
      String type,
      String domain,
      List<String> policy,
      List<String> hosts,
      long good,
      long bad,
      List<Failure> failures) {
    public Result {
      policy = List.copyOf(policy);
      hosts = List.copyOf(hosts);
      failures = List.copyOf(failures);
    }
  }

  /**
   * Sessions that failed alike; what the sender did not say is empty.
   *
   * @param result such as {@code certificate-expired} (RFC 8460 4.3)
   */
  public record Failure(
      String result, String sender, String host, String address, String reason, long sessions) {}
}
