package io.postern.outbound.discover;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.JdkTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A real web server with keys on it, or with what a test wants there instead. */
final class KeyWeb implements AutoCloseable {
  private final HttpsServer web;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean silent;

  KeyWeb(TlsIdentity identity) throws IOException {
    web = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    web.setHttpsConfigurator(new HttpsConfigurator(JdkTls.server(identity)));
    web.setExecutor(task -> Thread.ofVirtual().start(task));
    web.createContext("/", this::answer);
    web.start();
  }

  int port() {
    return web.getAddress().getPort();
  }

  KeyWeb file(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  /** To everything that is there. */
  KeyWeb status(int code) {
    status = code;
    return this;
  }

  /** Takes requests and answers none. */
  KeyWeb silent() {
    silent = true;
    return this;
  }

  /** Host, path and query of each request. */
  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI().toString());
    if (silent) {
      awaitEnd();
    }
    byte[] body = files.get(exchange.getRequestURI().getPath());
    exchange.getResponseHeaders().set("Location", "https://elsewhere.example/");
    try (exchange) {
      exchange.sendResponseHeaders(body == null ? 404 : status, body == null ? -1 : body.length);
      if (body != null) {
        exchange.getResponseBody().write(body);
      }
    } catch (IOException e) {
      // the client has seen enough
    }
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    web.stop(0);
  }
}
