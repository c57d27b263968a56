package io.postern.config;

import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * {@code host:port} or {@code [IPv6]:port}; port 0 asks the system for a free one when listening.
 */
public record HostPort(String host, int port) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,253})");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]{2,45}]");

  public HostPort {
    if (host.isEmpty() || port < 0 || port > 65535) {
      throw new IllegalArgumentException("not host:port with a port of 0 to 65535");
    }
  }

  /**
   * @throws IllegalArgumentException naming the allowed form
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!(bracketed ? IPV6 : NAME).matcher(host).matches()) {
      throw new IllegalArgumentException("not host:port; IPv6 addresses stand in brackets");
    }
    try {
      return new HostPort(
          bracketed ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not host:port with a port of 0 to 65535", e);
    }
  }

  /** The address, resolved now. */
  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
