package io.postern.core.model;

import java.util.Optional;

/**
 * Who handed us the message and how we know.
 *
 * @param name the name of the upstream in the configuration, also of mail that we write on behalf
 *     of it; {@code "postern"} for our own mail besides
 * @param kind how it proved itself
 * @param clientAddress the peer's IP address as text, without brackets or port
 * @param helo what it called itself in EHLO or HELO
 * @param protocol for the Received header (RFC 3848): SMTP, ESMTP, ESMTPS, ESMTPA, ESMTPSA, with a
 *     UTF8 prefix where SMTPUTF8 was used (RFC 6531 4.3)
 * @param tls protocol and cipher of the session, as in {@code TLSv1.3 TLS_AES_256_GCM_SHA384}, and
 *     where its certificate was looked at, {@code , client certificate <name> trusted}
 */
public record Upstream(
    String name,
    Kind kind,
    String clientAddress,
    String helo,
    String protocol,
    Optional<String> tls) {
  /** How the upstream proved itself. */
  public enum Kind {
    /** A configured network, with or without a secret header or key. */
    NETWORK,
    /** A tenant of Exchange Online. */
    MICROSOFT365,
    /** A customer of Google Workspace. */
    GOOGLE,
    /** SMTP AUTH or the certificate of an account. */
    ACCOUNT,
    /** A recipient's reply in the portal. */
    PORTAL,
    /** The gateway itself: notices, codes, DSNs. */
    OWN
  }

  /** The gateway itself, writing because of an upstream's message and on that one's way out. */
  public static Upstream onBehalfOf(Upstream original, String hostname) {
    Upstream own = own(hostname);
    return new Upstream(
        original.name(), own.kind, own.clientAddress, own.helo, own.protocol, own.tls);
  }

  /** The gateway itself as the origin of a message. */
  public static Upstream own(String hostname) {
    return new Upstream("postern", Kind.OWN, "127.0.0.1", hostname, "local", Optional.empty());
  }
}
