package io.postern.core.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/** Makes wires. Safe for use by many threads. */
public final class Wires {
  private Wires() {}

  /**
   * Opens a connection, blocking.
   *
   * @param address resolved
   * @param connectTimeout longest wait for the connection
   * @param writeTimeout how long one write may stall before the peer is cut off
   * @throws SocketTimeoutException where the peer did not answer in time
   * @throws IOException where it cannot be reached
   */
  public static Wire connect(
      InetSocketAddress address, Duration connectTimeout, Duration writeTimeout)
      throws IOException {
    return connect(Optional.empty(), address, connectTimeout, writeTimeout);
  }

  /**
   * The same from an address of ours.
   *
   * @param from empty where the system chooses
   * @throws java.net.BindException where it is not an address of this machine
   */
  public static Wire connect(
      Optional<InetAddress> from,
      InetSocketAddress address,
      Duration connectTimeout,
      Duration writeTimeout)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      if (from.isPresent()) {
        channel.bind(new InetSocketAddress(from.get(), 0));
      }
      // The adaptor's connect is the one with a timeout.
      channel.socket().connect(address, Math.toIntExact(connectTimeout.toMillis()));
      return new TcpWire(channel, writeTimeout);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Takes over an accepted connection, which the wire closes from here on, even where this throws.
   *
   * @param writeTimeout how long one write may stall before the peer is cut off
   */
  public static Wire accept(SocketChannel channel, Duration writeTimeout) throws IOException {
    try {
      return new TcpWire(channel, writeTimeout);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
