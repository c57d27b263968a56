package io.postern.outbound.tls;

import io.postern.core.tlsrpt.AppliedPolicy;
import io.postern.core.tlsrpt.TlsFault;
import java.util.Optional;

/**
 * What a receiver's domain publishes of the TLS of one host. Sessions are held against it for the
 * reports that the domain asks for (RFC 8460); whether anything is sent is decided elsewhere.
 *
 * @param check what a certificate has to pass; empty where any session will do
 * @param fault what is wrong whatever the session is like
 */
public record Published(AppliedPolicy policy, Optional<Check> check, Optional<TlsFault> fault) {
  /** Something that a certificate can pass. */
  public static Published of(AppliedPolicy policy, Check check) {
    return new Published(policy, Optional.of(check), Optional.empty());
  }

  /** Something that no session can meet. */
  public static Published faulty(AppliedPolicy policy, TlsFault fault) {
    return new Published(policy, Optional.empty(), Optional.of(fault));
  }

  /** Nothing that says anything about certificates. */
  public static Published none(String domain) {
    return new Published(AppliedPolicy.none(domain), Optional.empty(), Optional.empty());
  }
}
