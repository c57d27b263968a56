package io.postern.web.portal;

import java.net.InetAddress;
import org.eclipse.jetty.server.Request;

/** Who is at the other end. */
final class ClientAddress {
  private ClientAddress() {}

  /**
   * The peer's address; behind a proxy on this machine the last entry of X-Forwarded-For, which is
   * the one that the proxy wrote itself.
   *
   * @param proxied whether a proxy on this machine is expected
   */
  static String of(Request request, boolean proxied) {
    String peer = Request.getRemoteAddr(request);
    String forwarded = request.getHeaders().get("X-Forwarded-For");
    if (!proxied || forwarded == null || !literal(peer) || !isLoopback(peer)) {
      return peer;
    }
    String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    return literal(last) ? last : peer;
  }

  private static boolean isLoopback(String address) {
    return InetAddress.ofLiteral(address).isLoopbackAddress();
  }

  private static boolean literal(String address) {
    try {
      return !InetAddress.ofLiteral(address).isAnyLocalAddress();
    } catch (IllegalArgumentException e) {
      // a name or nonsense: not to be believed, and never to be looked up
      return false;
    }
  }
}
