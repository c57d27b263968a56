package io.postern.packaging.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The receiving servers of a world, each at a loopback address of its own (127.0.0.2, 127.0.0.3 and
 * so on) and all on one port, as on the Internet.
 */
public final class DemoReceivers implements AutoCloseable {
  /**
   * One server to be.
   *
   * @param domain the mail domain that it serves; its name is {@code mx.} and this
   * @param identity what it shows after STARTTLS; without it STARTTLS is not offered
   */
  record Host(String domain, Optional<DemoIdentity> identity) {
    String name() {
      return "mx." + domain;
    }
  }

  private static final int BIND_TRIES = 20;

  private final List<Host> hosts;
  private final List<WireTap> sockets;
  private final List<DemoReceiver> receivers = new ArrayList<>();

  private DemoReceivers(List<Host> hosts, List<WireTap> sockets) {
    this.hosts = List.copyOf(hosts);
    this.sockets = sockets;
    for (int i = 0; i < sockets.size(); i++) {
      Host host = hosts.get(i);
      receivers.add(new DemoReceiver(host.name(), sockets.get(i), host.identity()));
    }
  }

  /**
   * Starts them all.
   *
   * @throws IOException where no port is free on every address
   */
  static DemoReceivers start(List<Host> hosts) throws IOException {
    return new DemoReceivers(hosts, bind(hosts.size()));
  }

  private static List<WireTap> bind(int count) throws IOException {
    for (int i = 1; ; i++) {
      List<WireTap> sockets = new ArrayList<>();
      try {
        sockets.add(new WireTap(0, address(0)));
        while (sockets.size() < count) {
          sockets.add(new WireTap(sockets.getFirst().getLocalPort(), address(sockets.size())));
        }
        return sockets;
      } catch (BindException e) {
        for (WireTap socket : sockets) {
          socket.close();
        }
        if (i == BIND_TRIES) {
          throw e;
        }
      }
    }
  }

  private static InetAddress address(int index) throws IOException {
    return InetAddress.getByName("127.0.0." + (index + 2));
  }

  /** The port of all of them, for {@code outbound.port}. */
  int port() {
    return sockets.getFirst().getLocalPort();
  }

  /** MX and A records that lead to them, as master file lines. */
  String zones() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < hosts.size(); i++) {
      Host host = hosts.get(i);
      lines.append(host.domain()).append(". IN MX 10 ").append(host.name()).append(".\n");
      lines.append(host.name()).append(". IN A 127.0.0.").append(i + 2).append('\n');
    }
    return lines.toString();
  }

  /** The servers themselves. */
  public List<DemoReceiver> all() {
    return List.copyOf(receivers);
  }

  /** The server of one domain. */
  public DemoReceiver of(DemoDomain domain) {
    return receivers.stream()
        .filter(r -> r.host().equals("mx." + domain.domain()))
        .findFirst()
        .orElseThrow();
  }

  /** What arrived at any of them. */
  Stream<DemoReceiver.Received> messages() {
    return receivers.stream().flatMap(r -> r.messages().stream());
  }

  @Override
  public void close() {
    receivers.forEach(DemoReceiver::close);
  }
}
