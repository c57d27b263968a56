package io.postern.outbound.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server that serves an MTA-STS policy over HTTPS (RFC 8461 3.3), as a test decides. */
public final class PolicyWeb implements AutoCloseable {
  /** One answer. */
  public record Page(int status, String type, String text, boolean chunked) {
    public static Page policy(String text) {
      return new Page(200, "text/plain", text, false);
    }
  }

  private final HttpsServer web;
  private final AtomicInteger fetches = new AtomicInteger();
  private final Queue<Page> before = new ConcurrentLinkedQueue<>();
  private volatile Page page;

  public PolicyWeb(TlsIdentity identity, Page page) throws IOException {
    this.page = page;
    web = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    web.setHttpsConfigurator(new HttpsConfigurator(JdkTls.server(identity)));
    web.createContext("/.well-known/mta-sts.txt", this::answer);
    web.start();
  }

  public int port() {
    return web.getAddress().getPort();
  }

  /** From the next request on. */
  public void serve(Page now) {
    page = now;
  }

  /** To the next request alone. */
  public void first(Page once) {
    before.add(once);
  }

  /** How often the policy was asked for. */
  public int fetches() {
    return fetches.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    Page once = before.poll();
    Page now = once == null ? page : once;
    byte[] body = now.text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", now.type());
    exchange.getResponseHeaders().set("Location", "https://elsewhere.example/");
    exchange.sendResponseHeaders(now.status(), now.chunked() ? 0 : body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      // the client has seen enough
    }
  }

  @Override
  public void close() {
    web.stop(0);
  }
}
