package io.postern.policy.extract.worker;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Set;

/**
 * Takes the network away from everything in this process that is written in Java: sockets, channels
 * ({@link NoChannels}), URLs. Names do not resolve because of {@code jdk.net.hosts.file}. Where the
 * system allows it the process also has a network namespace of its own with nothing in it ({@link
 * Confinement}); this is for where it does not.
 */
final class NoNetwork {
  private static final Set<String> REFUSED = Set.of("http", "https", "ftp", "mailto");

  private NoNetwork() {}

  /** For the rest of the life of this process. */
  @SuppressWarnings("deprecation") // the factory is deprecated without a replacement that covers it
  static void enforce() throws IOException {
    Socket.setSocketImplFactory(() -> {
      throw new UnsupportedOperationException("no network here");
    });
    java.net.ServerSocket.setSocketFactory(() -> {
      throw new UnsupportedOperationException("no network here");
    });
    java.net.DatagramSocket.setDatagramSocketImplFactory(() -> {
      throw new UnsupportedOperationException("no network here");
    });
    URL.setURLStreamHandlerFactory(protocol -> REFUSED.contains(protocol) ? new Refusing() : null);
  }

  private static final class Refusing extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      throw new SocketException("no network here");
    }
  }
}
