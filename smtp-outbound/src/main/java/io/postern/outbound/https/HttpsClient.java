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
import java.util.function.Predicate;

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
   * @param enough where an answer is not, the next address of the server is asked
   * @throws UntrustedServerException where the server cannot prove its name
   * @throws IOException where there is no server, or no answer that can be used
   */
  public HttpAnswer get(
      String host, String path, String accept, int largest, Predicate<HttpAnswer> enough)
      throws IOException {
    return get(host, path, accept, largest, LONGEST, enough);
  }

  /**
   * The same for those who cannot wait for so long.
   *
   * @param longest time for all of it, the DNS aside
   */
  public HttpAnswer get(
      String host,
      String path,
      String accept,
      int largest,
      Duration longest,
      Predicate<HttpAnswer> enough)
      throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: " + accept + "\r\n";
    return exchange(host, longest, new Request(octets(head, new byte[0]), largest, true, enough));
  }

  /**
   * Posts something, blocking for a minute at most; what the server says to it is not read. Once it
   * was sent it is sent to no other address, whatever comes of it.
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
    return exchange(
        host, LONGEST, new Request(octets(head, body), HttpAnswer.NO_BODY, false, _ -> true));
  }

  /**
   * @param largest body of the answer in octets
   * @param repeatable whether it may be sent to a further address after it was sent to one
   */
  private record Request(
      byte[] octets, int largest, boolean repeatable, Predicate<HttpAnswer> enough) {}

  private static byte[] octets(String head, byte[] body) {
    byte[] first =
        (head + "User-Agent: Postern\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[first.length + body.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    return all;
  }

  private HttpAnswer exchange(String host, Duration longest, Request request) throws IOException {
    // The server is told the name, which an address or an underscore cannot be.
    if (ServerNames.sni(host).isEmpty()) {
      throw new IOException("not the name of a web server");
    }
    long deadline = System.nanoTime() + longest.toNanos();
    IOException last = new IOException("no address that may be connected to");
    Optional<HttpAnswer> poor = Optional.empty();
    for (InetAddress address : addresses(host)) {
      boolean sent = false;
      try (Wire wire = connected(host, new InetSocketAddress(address, port), deadline)) {
        sent = true;
        wire.write(request.octets(), 0, request.octets().length);
        wire.flush();
        HttpAnswer answer = HttpAnswer.read(wire, deadline, request.largest());
        if (request.enough().test(answer)) {
          return answer;
        }
        poor = Optional.of(answer);
      } catch (IOException e) {
        if (sent && !request.repeatable()) {
          throw e;
        }
        last = e;
      }
    }
    if (poor.isPresent()) {
      return poor.get();
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

  private Wire connected(String host, InetSocketAddress there, long deadline) throws IOException {
    Wire wire = Wires.connect(there, shorter(CONNECT, left(deadline)), CONNECT);
    boolean proved = false;
    try {
      secure(wire, host, deadline);
      proved = true;
      return wire;
    } finally {
      if (!proved) {
        wire.close();
      }
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
