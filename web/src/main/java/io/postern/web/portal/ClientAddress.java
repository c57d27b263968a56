package io.postern.web.portal;

import java.net.InetAddress;
import java.util.List;
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
    // All fields of the name: a proxy may add one of its own below that of the client.
    return of(
        Request.getRemoteAddr(request),
        request.getHeaders().getCSV("X-Forwarded-For", false),
        proxied);
  }

  static String of(String peer, List<String> forwarded, boolean proxied) {
    boolean told = proxied && !forwarded.isEmpty() && literal(peer) && isLoopback(peer);
    return told && literal(forwarded.getLast()) ? forwarded.getLast() : peer;
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
