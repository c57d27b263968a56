package io.postern.outbound.https;

import io.postern.core.keys.revocation.AuthorityFetch;
import io.postern.core.port.Resolver;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.wire.Wire;
import io.postern.core.wire.Wires;
import io.postern.outbound.cache.FairRoom;
import io.postern.outbound.route.Destinations;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * OCSP responders and CRL servers, over plain HTTP, since what they say is signed: public addresses
 * alone, on ports where web servers are, one answer, never redirected, so many at once. Safe for
 * use by many threads.
 */
public final class AuthorityServers implements AuthorityFetch {
  private static final int HTTP = 80;

  /** Below are the ports of other services, to whom a request may mean something. */
  private static final int FIRST_FREE_PORT = 1024;

  private static final int MOST_ADDRESSES = 4;
  private static final int AT_ONCE = 64;

  /** The servers of one domain, of which a stranger's certificate may name a slow one. */
  private static final int AT_ONCE_OF_ONE = 8;

  private final Resolver resolver;
  private final Destinations destinations;
  private final Duration longest;
  private final FairRoom room = new FairRoom(AT_ONCE, AT_ONCE_OF_ONE);

  /**
   * @param longest time for one exchange
   */
  public AuthorityServers(Resolver resolver, Destinations destinations, Duration longest) {
    this.resolver = resolver;
    this.destinations = destinations;
    this.longest = longest;
  }

  @Override
  public byte[] get(URI uri, int largest) throws IOException {
    return exchange(uri, head("GET", uri) + "\r\n", new byte[0], largest);
  }

  @Override
  public byte[] post(URI uri, String type, byte[] body, int largest) throws IOException {
    String fields = "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n";
    return exchange(uri, head("POST", uri) + fields + "\r\n", body, largest);
  }

  private static String head(String method, URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: "
        + uri.getRawAuthority()
        + "\r\nUser-Agent: Postern\r\nConnection: close\r\n";
  }

  private byte[] exchange(URI uri, String head, byte[] body, int largest) throws IOException {
    long deadline = System.nanoTime() + longest.toNanos();
    String whose = domain(String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT));
    enter(whose);
    try {
      return fromAny(addresses(uri), request(head, body), deadline, largest);
    } finally {
      room.leave(whose);
    }
  }

  /** Its last two labels: names below them cost nobody anything. An address is by itself. */
  private static String domain(String host) {
    int last = host.lastIndexOf('.');
    boolean address = host.startsWith("[") || host.matches("[0-9.]+");
    return address || last <= 0 ? host : host.substring(host.lastIndexOf('.', last - 1) + 1);
  }

  private void enter(String whose) throws IOException {
    try {
      if (!room.enter(whose, longest)) {
        throw new IOException("too many authorities are being asked");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Each has its share of the time: the first may be dead. */
  private static byte[] fromAny(
      List<InetSocketAddress> addresses, byte[] request, long deadline, int largest)
      throws IOException {
    IOException last = new IOException("no address that may be connected to");
    for (int i = 0; i < addresses.size(); i++) {
      long now = System.nanoTime();
      long share = now + (deadline - now) / (addresses.size() - i);
      try {
        return from(addresses.get(i), request, share, largest);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static byte[] from(InetSocketAddress address, byte[] request, long deadline, int largest)
      throws IOException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.toMillis() <= 0) {
      throw new IOException("no time is left to ask the server");
    }
    try (Wire wire = Wires.connect(address, left, left)) {
      wire.write(request, 0, request.length);
      wire.flush();
      HttpAnswer answer = HttpAnswer.read(wire, deadline, largest);
      if (answer.status() != 200) {
        throw new IOException("the server answers with status " + answer.status());
      }
      return answer.body();
    }
  }

  private static byte[] request(String head, byte[] body) throws IOException {
    if (!head.matches("(?s)[ -~\r\n]*")) {
      throw new IOException("not a URL of ASCII");
    }
    byte[] first = head.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[first.length + body.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    return all;
  }

  private List<InetSocketAddress> addresses(URI uri) throws IOException {
    int port = uri.getPort() < 0 ? HTTP : uri.getPort();
    boolean usual = port == HTTP || (port >= FIRST_FREE_PORT && port <= 65535);
    if (!usual || !"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw new IOException("not the URL of an authority's server");
    }
    return named(uri.getHost()).stream()
        .filter(address -> destinations.refusal(address, port).isEmpty())
        .limit(MOST_ADDRESSES)
        .map(address -> new InetSocketAddress(address, port))
        .toList();
  }

  private List<InetAddress> named(String host) throws UnknownHostException {
    return host.startsWith("[") || host.matches("[0-9.]+")
        ? List.of(literal(host))
        : resolved(host);
  }

  private static InetAddress literal(String host) throws UnknownHostException {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      throw new UnknownHostException("not an address");
    }
  }

  private List<InetAddress> resolved(String host) {
    List<InetAddress> all = new ArrayList<>();
    for (Answer<InetAddress> answer : List.of(resolver.ipv4(host), resolver.ipv6(host))) {
      if (answer instanceof Answer.Found<InetAddress>(List<InetAddress> found, var _)) {
        all.addAll(found);
      }
    }
    return all;
  }
}
