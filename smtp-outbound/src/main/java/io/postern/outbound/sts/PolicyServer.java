package io.postern.outbound.sts;

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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Gets policies from {@code mta-sts.} and the domain (RFC 8461 3.3): the certificate must be a
 * trusted one for that name, the answer 200, text and small, and it is never taken from elsewhere.
 */
public final class PolicyServer implements PolicyFetch {
  /** RFC 8461 3.3 suggests both. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final int LARGEST = 64 * 1024;

  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final int MOST_ADDRESSES = 4;

  private final Resolver resolver;
  private final Destinations destinations;
  private final TlsEngines.Client engines;
  private final Checker checker;
  private final int port;

  /**
   * @param checker with the authorities of the web; a policy server is a web server
   * @param port 443, but for tests
   */
  public PolicyServer(
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

  @Override
  public Fetched fetch(String domain) {
    String host = "mta-sts." + domain;
    // RFC 8461 3.3: the server is told the name, which an address or an underscore cannot be.
    return ServerNames.sni(host).isPresent()
        ? fetchFrom(host, System.nanoTime() + LONGEST.toNanos())
        : new Fetched.Failed(host + " is not the name of a web server");
  }

  private Fetched fetchFrom(String host, long deadline) {
    Fetched last = new Fetched.Failed(host + " has no address that may be connected to");
    for (InetAddress address : addresses(host)) {
      last = fetch(host, address, deadline);
      if (last instanceof Fetched.Policy) {
        return last;
      }
    }
    return last;
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

  private Fetched fetch(String host, InetAddress address, long deadline) {
    InetSocketAddress there = new InetSocketAddress(address, port);
    try (Wire wire = Wires.connect(there, shorter(CONNECT, left(deadline)), CONNECT)) {
      wire.startTls(
          engines.newEngine(Optional.of(host), new SessionJudge(checker, plan(host))),
          left(deadline));
      byte[] request = request(host).getBytes(StandardCharsets.US_ASCII);
      wire.write(request, 0, request.length);
      wire.flush();
      return judge(HttpAnswer.read(wire, deadline, LARGEST));
    } catch (IOException e) {
      return new Fetched.Failed(host + ": " + e.getMessage());
    }
  }

  private static Duration left(long deadline) throws SocketTimeoutException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.toMillis() <= 0) {
      throw new SocketTimeoutException("policy takes too long");
    }
    return left;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static TlsPlan plan(String host) {
    return new TlsPlan(
        TlsPlan.Need.VERIFY,
        List.of(new Check.Pkix(Set.of(host))),
        TlsVersion.TLS_1_2,
        Optional.of(host),
        false);
  }

  private static String request(String host) {
    return "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: "
        + host
        + "\r\nAccept: text/plain\r\nUser-Agent: Postern\r\nConnection: close\r\n\r\n";
  }

  private static Fetched judge(HttpAnswer answer) {
    String type = answer.fields().getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    if (answer.status() != 200) {
      return new Fetched.Failed("the policy server answered " + answer.status());
    }
    // RFC 8461 3.2: keeps out what users of the same host may have put there.
    if (!type.split(";", 2)[0].strip().equals("text/plain")) {
      return new Fetched.Failed("the policy is not text/plain");
    }
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    return StsPolicy.parse(text)
        .<Fetched>map(p -> new Fetched.Policy(text, p))
        .orElseGet(() -> new Fetched.Failed("the policy is not valid"));
  }
}
