package io.postern.outbound.discover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Limited sockets with the authorities that we trust. JNDI takes a class by its name and nothing
 * that holds anything, so what they need is handed to them around its call.
 */
public final class LdapSockets extends SocketFactory {
  /** Four people with every certificate that they ever had. */
  static final long MOST_OCTETS = 1 << 20;

  /**
   * What a connection needs.
   *
   * @param tls from the first octet on, where it is to be
   * @param deadline for all of the connection
   */
  record Needs(Optional<SSLSocketFactory> tls, Deadline deadline) {}

  static final ScopedValue<Needs> NEEDS = ScopedValue.newInstance();

  private LdapSockets() {}

  /** What JNDI asks for by reflection. */
  public static SocketFactory getDefault() {
    return new LdapSockets();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Needs needs = NEEDS.get();
    LimitedSocket socket = new LimitedSocket(MOST_OCTETS, needs.deadline());
    boolean ready = false;
    try {
      int millis = (int) Math.max(1, needs.deadline().left().toMillis());
      socket.connect(new InetSocketAddress(host, port), millis);
      Socket connected =
          needs.tls().isPresent()
              ? needs.tls().get().createSocket(socket, host, port, true)
              : socket;
      ready = true;
      return connected;
    } finally {
      if (!ready) {
        socket.close();
      }
    }
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw new IOException("a certificate proves names");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port);
  }
}
