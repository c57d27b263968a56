package io.postern.outbound.discover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets with the authorities that we trust. JNDI takes a class by its name and nothing that holds
 * anything, so the factory is handed to it around its call.
 */
public final class LdapSockets extends SocketFactory {
  static final ScopedValue<SSLSocketFactory> TLS = ScopedValue.newInstance();

  private LdapSockets() {}

  /** What JNDI asks for by reflection. */
  public static SocketFactory getDefault() {
    return new LdapSockets();
  }

  @Override
  public Socket createSocket() throws IOException {
    return TLS.get().createSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return TLS.get().createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return TLS.get().createSocket(host, port, from, fromPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return TLS.get().createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return TLS.get().createSocket(host, port, from, fromPort);
  }
}
