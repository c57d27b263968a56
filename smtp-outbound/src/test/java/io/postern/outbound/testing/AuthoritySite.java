package io.postern.outbound.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.postern.core.testing.OpensslAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The web server of an authority: {@code /ocsp} answers with what {@code openssl ocsp} says, {@code
 * /crl} with what {@code openssl ca -gencrl} made; or as a test wants it otherwise.
 */
public final class AuthoritySite implements AutoCloseable {
  /** What an exchange is answered with. */
  public interface Answer {
    void to(HttpExchange exchange, byte[] question) throws IOException;
  }

  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Answer ocsp = (exchange, _) -> exchange.sendResponseHeaders(404, -1);
  private volatile Answer crl = (exchange, _) -> exchange.sendResponseHeaders(404, -1);

  public AuthoritySite() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/ocsp", exchange -> answer(exchange, ocsp));
    server.createContext("/crl", exchange -> answer(exchange, crl));
    server.start();
  }

  private void answer(HttpExchange exchange, Answer answer) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      answer.to(exchange, exchange.getRequestBody().readAllBytes());
    }
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Questions so far. */
  public int asked() {
    return asked.get();
  }

  public void ocsp(Answer answer) {
    ocsp = answer;
  }

  public void crl(Answer answer) {
    crl = answer;
  }

  /** A working responder and CRL of this authority. */
  public void serve(OpensslAuthority authority, String signer) {
    ocsp = (exchange, question) -> send(exchange, authority.ocsp(question, signer));
    crl = (exchange, _) -> send(exchange, authority.crl());
  }

  /** Neither answers any more. */
  public void fail() {
    ocsp = (exchange, _) -> exchange.sendResponseHeaders(503, -1);
    crl = (exchange, _) -> exchange.sendResponseHeaders(503, -1);
  }

  public static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  /** An answer that comes when the latch opens. */
  public static Answer after(CountDownLatch latch, Answer answer) {
    return (exchange, question) -> {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      answer.to(exchange, question);
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
