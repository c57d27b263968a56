package io.postern.packaging.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.postern.packaging.demo.DemoIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web site on loopback that answers within TLS as a test tells it. */
public final class HttpsSite implements AutoCloseable {
  /** What it does with a request. */
  @FunctionalInterface
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpsServer server;
  private volatile Answer answer = status(404);

  /**
   * @param identity what it shows; its name should be localhost
   */
  public HttpsSite(DemoIdentity identity) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity.serverContext()));
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().toString());
    try (exchange) {
      answer.to(exchange);
    }
  }

  /** What it answers from now on. */
  public HttpsSite answer(Answer with) {
    answer = with;
    return this;
  }

  /** 200 with this text. */
  public HttpsSite shows(String contentType, String text) {
    return answer(exchange -> {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", contentType);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    });
  }

  /** No body. */
  public static Answer status(int code) {
    return exchange -> exchange.sendResponseHeaders(code, -1);
  }

  /** Elsewhere, where it would show something. */
  public static Answer redirect(int code, String to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(code, -1);
    };
  }

  /** 200 with so many octets, whose number is announced or not. */
  public static Answer octets(int count, boolean announced) {
    return exchange -> {
      exchange.sendResponseHeaders(200, announced ? count : 0);
      OutputStream body = exchange.getResponseBody();
      byte[] block = "#".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
      for (int left = count; left > 0; left -= block.length) {
        body.write(block, 0, Math.min(left, block.length));
      }
    };
  }

  /** The paths that were asked for, in order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** By its name. */
  public String url() {
    return "https://localhost:" + server.getAddress().getPort() + "/list";
  }

  /** By its address, which its certificate does not name. */
  public String urlByAddress() {
    return url().replace("localhost", "127.0.0.1");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
