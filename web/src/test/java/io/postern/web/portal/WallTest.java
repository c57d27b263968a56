package io.postern.web.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What protects the portal whatever the page: headers, forms, limits, TLS. */
class WallTest {
  private static final List<String> ALWAYS =
      List.of(
          "Content-Security-Policy",
          "Referrer-Policy",
          "Cache-Control",
          "X-Content-Type-Options",
          "X-Frame-Options",
          "Cross-Origin-Opener-Policy",
          "Permissions-Policy");

  @Test
  void headers_everyResponse_areThere() throws IOException {
    try (World world = new World()) {
      Browser b = new Browser(world);
      String path = world.offer(JourneyTest.LETTER, World.READER);
      b.signIn(world, path);
      List<HttpResponse<byte[]>> responses =
          List.of(
              b.get(path),
              b.head(path),
              b.get(path + "/message"),
              b.get(path + "/body"),
              b.get(path + "/message.eml"),
              b.get(path + "/attachment/7"),
              b.get("/m/nothing"),
              b.get("/verify"),
              b.get("/style.css"),
              b.get("/robots.txt"),
              b.get("/"),
              b.get("/nowhere"),
              b.method("TRACE", "/"),
              b.method("PUT", path),
              b.method("DELETE", path + "/message"),
              b.post(path + "/open", ""),
              b.post(path + "/code", "x".repeat(20_000)),
              b.get("/" + "x".repeat(20_000)));
      for (HttpResponse<byte[]> r : responses) {
        assertThat(r.headers().map().keySet())
            .as(r.uri().getPath().length() > 99 ? "long" : r.uri().getPath())
            .map(String::toLowerCase)
            .containsAll(ALWAYS.stream().map(String::toLowerCase).toList());
        assertThat(r.headers().firstValue("Server")).isEmpty();
        assertThat(r.headers().firstValue("Cache-Control")).hasValue("no-store");
      }
      assertThat(responses.get(16).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void rawRequest_malformed_getsNoPageAndNoStack() throws IOException {
    try (World world = new World();
        Socket socket = new Socket("127.0.0.1", world.server.port())) {
      socket
          .getOutputStream()
          .write(World.latin1("GET /%zz/../x HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n"));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer)
          .startsWith("HTTP/1.1 400")
          .doesNotContain("Jetty", "jetty", "Exception", "%zz");
      assertThat(answer).contains("Content-Security-Policy: default-src 'none'");
    }
  }

  @Test
  void forms_withoutTokenOrFromElsewhere_areForbidden() throws IOException {
    try (World world = new World()) {
      Browser b = new Browser(world);
      String path = world.offer(JourneyTest.LETTER, World.READER);
      String token = b.token(path);
      String good = "token=" + token;
      assertThat(b.post(path + "/code", "").statusCode()).isEqualTo(403);
      assertThat(b.post(path + "/code", "token=wrong").statusCode()).isEqualTo(403);
      for (String site : List.of("cross-site", "same-site", "none")) {
        b.with("Sec-Fetch-Site", site);
        assertThat(b.post(path + "/code", good).statusCode()).as(site).isEqualTo(403);
      }
      b.with("Sec-Fetch-Site", null).with("Origin", "https://evil.example");
      assertThat(b.post(path + "/code", good).statusCode()).isEqualTo(403);
      assertThat(new Browser(world).post(path + "/code", good).statusCode()).isEqualTo(403);
      String other = world.offer(JourneyTest.LETTER, "x@mail.example");
      b.with("Origin", "http://127.0.0.1");
      assertThat(b.post(other + "/code", good).statusCode()).isEqualTo(403);
      assertThat(world.intake.taken()).isEmpty();
      assertThat(b.post(path + "/code", good).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void clientAddress_behindProxy_isTheLastForwarded() throws IOException {
    try (World world = new World()) {
      String path = world.offer(JourneyTest.LETTER, World.READER);
      Browser b = new Browser(world).with("X-Forwarded-For", "1.2.3.4, 203.0.113.9");
      b.signIn(world, path);
      String body =
          world.database.read(c -> {
            try (var s =
                    c.prepareStatement(
                        "SELECT body FROM audit WHERE type = 'picked_up' ORDER BY seq DESC LIMIT 1");
                var rows = s.executeQuery()) {
              rows.next();
              return rows.getString(1);
            }
          });
      assertThat(body).contains("203.0.113.9").doesNotContain("1.2.3.4");
    }
  }

  @Test
  void tls_ownCertificate_cookiesAreBoundToTheHost(@TempDir Path directory) throws Exception {
    Path key = directory.resolve("key.pem");
    Path chain = directory.resolve("chain.pem");
    int rc =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                key.toString(),
                "-out",
                chain.toString(),
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(rc).isZero();
    try (World world = new World("https://127.0.0.1", Optional.of(chain), Optional.of(key));
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(chain)).build()) {
      String path = world.offer(JourneyTest.LETTER, World.READER);
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + world.server.port() + path))
                  .build(),
              BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Set-Cookie").orElse(""))
          .matches("__Host-postern-browser=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure");
      assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
    }
  }

  private static SSLContext trusting(Path chain) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    try (InputStream in = Files.newInputStream(chain)) {
      trust.setCertificateEntry(
          "portal", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
