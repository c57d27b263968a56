package io.postern.core.tlsrpt;

import io.postern.core.tlsrpt.TlsReport.Failure;
import java.util.Optional;

/**
 * What one try at a TLS session with a receiver's host came to under one policy. Holds nothing of
 * the message, not even to whom at the domain it went.
 *
 * @param domain the recipients' domain, in A-labels
 * @param failure empty where the session was as the policy wants it
 */
public record SessionResult(String domain, AppliedPolicy policy, Optional<Failure> failure) {
  /**
   * The two ends of a session, as texts; empty where it did not come to a connection.
   *
   * @param sender our address
   */
  public record Ends(String host, String address, String sender) {
    /** A host that was not connected to. */
    public static Ends unconnected(String host) {
      return new Ends(host, "", "");
    }
  }

  /** One session. */
  public static SessionResult of(
      String domain, AppliedPolicy policy, Optional<TlsFault> fault, Ends ends) {
    return new SessionResult(domain, policy, fault.map(f -> failure(f, ends)));
  }

  private static Failure failure(TlsFault fault, Ends ends) {
    return new Failure(
        fault.result(), ends.sender(), ends.host(), ends.address(), fault.reason(), 1);
  }
}
