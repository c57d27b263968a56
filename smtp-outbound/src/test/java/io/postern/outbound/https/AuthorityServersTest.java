package io.postern.outbound.https;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.postern.config.Cidr;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.testing.FakeDns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AuthorityServersTest {
  private static final int MORE_THAN_ALL = 80;
  private static final int SHARE = 8;

  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final FakeDns dns = new FakeDns().a("ocsp.quick.example", "127.0.0.1");
  private final AuthorityServers servers =
      new AuthorityServers(
          dns,
          new Destinations(List.of(Cidr.parse("127.0.0.0/8")), List.of()),
          Duration.ofSeconds(30));

  @Test
  void get_manyServersOfOneDomainAreSlow_othersAreStillAsked() throws Exception {
    Semaphore connected = new Semaphore(0);
    List<Thread> waiting = new ArrayList<>();
    HttpServer quick = quick();
    try (ServerSocket slow = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> accept(slow, connected));
      for (int i = 0; i < MORE_THAN_ALL; i++) {
        String host = "ocsp" + i + ".slow.example";
        dns.a(host, "127.0.0.1");
        waiting.add(Thread.ofVirtual().start(() -> ask(host, slow.getLocalPort())));
      }
      assertThat(connected.tryAcquire(SHARE, 20, TimeUnit.SECONDS)).isTrue();
      URI uri = URI.create("http://ocsp.quick.example:" + quick.getAddress().getPort() + "/");
      assertThat(servers.get(uri, 100)).isEqualTo(new byte[] {7});
      assertThat(connected.tryAcquire()).isFalse();
    } finally {
      waiting.forEach(Thread::interrupt);
      quick.stop(0);
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static HttpServer quick() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1);
          exchange.getResponseBody().write(7);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Never says anything. */
  private void accept(ServerSocket server, Semaphore connected) {
    try {
      while (!server.isClosed()) {
        open.add(server.accept());
        connected.release();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void ask(String host, int port) {
    try {
      servers.get(URI.create("http://" + host + ":" + port + "/"), 100);
    } catch (IOException e) {
      // As it should be: nobody answers there.
    }
  }
}
