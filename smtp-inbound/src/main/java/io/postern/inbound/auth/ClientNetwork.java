package io.postern.inbound.auth;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What limits for one client count by: an IPv4 address, or the /64 of an IPv6 address, all of which
 * a client can use as it likes (RFC 6177).
 *
 * @param prefix in hex
 */
public record ClientNetwork(String prefix) {
  private static final int SUBNET_OCTETS = 8;

  public static ClientNetwork of(InetAddress client) {
    byte[] octets = client.getAddress();
    return new ClientNetwork(
        HexFormat.of().formatHex(Arrays.copyOf(octets, Math.min(octets.length, SUBNET_OCTETS))));
  }
}
