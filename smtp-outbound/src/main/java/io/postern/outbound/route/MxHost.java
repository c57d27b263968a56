package io.postern.outbound.route;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A host that takes mail for a next hop.
 *
 * @param name its name in A-labels; for an address literal the literal with its brackets
 * @param port TCP port
 * @param origin how it was found, which decides what its certificate may be checked against
 * @param literal its address, where the next hop or the smart host is an address
 */
public record MxHost(String name, int port, Origin origin, Optional<InetAddress> literal) {
  /** How a host was found. */
  public enum Origin {
    /** By an MX record or, without one, the domain itself (RFC 5321 5.1). */
    MX,
    /** Named by the administrator. */
    SMART_HOST,
    /** An address literal in the recipient's address. */
    LITERAL
  }
}
