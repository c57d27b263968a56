package io.postern.inbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A real mail server that relays all it takes to one port. */
interface RealRelay extends AutoCloseable {
  /** Where it takes mail, on loopback. */
  int port();

  /** What it logged. */
  String log() throws IOException;

  @Override
  void close() throws IOException;

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
