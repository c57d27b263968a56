package io.postern.packaging.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * Answers {@code GET /metrics} and nothing else. Who reaches the port may read it: it shows numbers
 * and names out of the configuration, and listens on loopback unless told otherwise.
 */
public final class MetricsPage implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final PrometheusMeters meters;

  /**
   * Opens the port and answers from now on.
   *
   * @throws IOException where the port cannot be opened
   */
  public MetricsPage(InetSocketAddress address, PrometheusMeters meters) throws IOException {
    this.meters = meters;
    server = HttpServer.create(address, 0);
    server.createContext("/", this::answer);
    server.setExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("metrics-", 0).factory()));
    server.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, NO_BODY);
      } else {
        byte[] page = meters.page().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", TYPE);
        exchange.sendResponseHeaders(OK, page.length);
        exchange.getResponseBody().write(page);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
