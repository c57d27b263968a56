package io.postern.outbound.plan;

import io.postern.outbound.tls.Check;

/** What the DNS says of one host's certificate (RFC 7672 2.2). */
public sealed interface DaneState {
  /** It says nothing, and proves that or cannot prove anything. */
  record Absent(String why) implements DaneState {}

  /**
   * TLS is promised, and the certificate named.
   *
   * @param base the name that stands for the host, for SNI (RFC 7672 2.2.3)
   */
  record Usable(Check.Dane check, String base) implements DaneState {}

  /** TLS is promised, but nothing that names the certificate can be used. */
  record Unusable(String owner) implements DaneState {}

  /** The DNS does not tell now. */
  record Unknown(String why) implements DaneState {}

  /** It cannot be looked up here now, because DNSSEC is broken. */
  record Broken(String why) implements DaneState {}
}
