package io.postern.outbound.https;

import io.postern.core.model.TlsVersion;
import io.postern.core.port.Resolver;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.Wire;
import io.postern.core.wire.Wires;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.tls.Check;
import io.postern.outbound.tls.Checker;
import io.postern.outbound.tls.ServerNames;
import io.postern.outbound.tls.SessionJudge;
import io.postern.outbound.tls.TlsPlan;
import io.postern.outbound.tls.TlsVerdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Requests to web servers on their usual port: public addresses alone, a trusted certificate for
 * the name, one answer, never redirected. Safe for use by many threads.
 */
public final class HttpsClient {
  /** RFC 8461 3.3 suggests it. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final int MOST_ADDRESSES = 4;

  private final Resolver resolver;
  private final Destinations destinations;
  private final TlsEngines.Client engines;
  private final Checker checker;
  private final int port;

  /**
   * @param checker with the authorities of the web
   * @param port 443, but for tests
   */
  public HttpsClient(
      Resolver resolver,
      Destinations destinations,
      TlsEngines.Client engines,
      Checker checker,
      int port) {
    this.resolver = resolver;
    this.destinations = destinations;
    this.engines = engines;
    this.checker = checker;
    this.port = port;
  }

  /**
   * Gets something, blocking for a minute at most.
   *
   * @param path as it goes on the wire
   * @param largest body in octets
   * @throws UntrustedServerException where the server cannot prove its name
   * @throws IOException where there is no server, or no answer that can be used
   */
  public HttpAnswer get(String host, String path, String accept, int largest) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: " + accept + "\r\n";
    return exchange(host, request(head, new byte[0]), largest);
  }

  /**
   * Posts something, blocking for a minute at most; what the server says to it is not read.
   *
   * @param path as it goes on the wire
   * @throws UntrustedServerException where the server cannot prove its name
   * @throws IOException where there is no server, or no answer
   */
  public HttpAnswer post(String host, String path, String type, byte[] body) throws IOException {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length
            + "\r\n";
    return exchange(host, request(head, body), HttpAnswer.NO_BODY);
  }

  private static byte[] request(String head, byte[] body) {
    byte[] first =
        (head + "User-Agent: Postern\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[first.length + body.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    return all;
  }

  private HttpAnswer exchange(String host, byte[] request, int largest) throws IOException {
    // The server is told the name, which an address or an underscore cannot be.
    if (ServerNames.sni(host).isEmpty()) {
      throw new IOException("not the name of a web server");
    }
    long deadline = System.nanoTime() + LONGEST.toNanos();
    IOException last = new IOException("no address that may be connected to");
    for (InetAddress address : addresses(host)) {
      try {
        return exchange(host, new InetSocketAddress(address, port), request, largest, deadline);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private List<InetAddress> addresses(String host) {
    List<InetAddress> all = new ArrayList<>();
    for (Answer<InetAddress> answer : List.of(resolver.ipv4(host), resolver.ipv6(host))) {
      if (answer instanceof Answer.Found<InetAddress>(List<InetAddress> found, var _)) {
        all.addAll(found);
      }
    }
    return all.stream()
        .filter(a -> destinations.refusal(a, port).isEmpty())
        .limit(MOST_ADDRESSES)
        .toList();
  }

  private HttpAnswer exchange(
      String host, InetSocketAddress there, byte[] request, int largest, long deadline)
      throws IOException {
    try (Wire wire = Wires.connect(there, shorter(CONNECT, left(deadline)), CONNECT)) {
      secure(wire, host, deadline);
      wire.write(request, 0, request.length);
      wire.flush();
      return HttpAnswer.read(wire, deadline, largest);
    }
  }

  private void secure(Wire wire, String host, long deadline) throws IOException {
    SessionJudge judge = new SessionJudge(checker, plan(host));
    try {
      wire.startTls(engines.newEngine(Optional.of(host), judge), left(deadline));
    } catch (IOException e) {
      Optional<TlsVerdict.Unverified> rejection = judge.rejection();
      if (rejection.isPresent()) {
        throw new UntrustedServerException(rejection.get().why());
      }
      throw e;
    }
  }

  private static TlsPlan plan(String host) {
    return new TlsPlan(
        TlsPlan.Need.VERIFY,
        List.of(new Check.Pkix(Set.of(host))),
        TlsVersion.TLS_1_2,
        Optional.of(host),
        false);
  }

  private static Duration left(long deadline) throws SocketTimeoutException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.toMillis() <= 0) {
      throw new SocketTimeoutException("the server takes too long");
    }
    return left;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
