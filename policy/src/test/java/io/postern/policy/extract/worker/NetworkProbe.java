package io.postern.policy.extract.worker;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tries every way out that Java has and says which worked. Runs with a worker's options. */
final class NetworkProbe {
  private NetworkProbe() {}

  /** Something that needs the network. */
  @FunctionalInterface
  private interface Way {
    void go() throws IOException, InterruptedException;
  }

  /**
   * @param args the port on loopback, and whether to be a worker first
   */
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    if (args[1].equals("worker")) {
      NoNetwork.enforce();
    }
    InetSocketAddress there = new InetSocketAddress("127.0.0.1", port);
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("socket", () -> new Socket("127.0.0.1", port).close());
    ways.put("channel", () -> SocketChannel.open(there).close());
    ways.put("url", () -> uri.toURL().openStream().close());
    ways.put("client", () -> request(uri));
    ways.put("datagram", () -> datagram(there));
    ways.forEach((name, way) -> System.out.println(name + " " + works(way)));
  }

  private static void request(URI uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
    }
  }

  private static void datagram(InetSocketAddress there) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[1], 1, there));
    }
  }

  private static boolean works(Way way) {
    try {
      way.go();
      return true;
    } catch (IOException | RuntimeException | Error e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
