package io.postern.outbound.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line to a server whose first connection goes wrong once so many octets have passed one way; the
 * others are good.
 */
public final class BadLine implements AutoCloseable {
  /** The way that is counted, and on which it goes wrong. */
  public enum Way {
    TO_SERVER,
    TO_CLIENT
  }

  /** What happens. */
  public enum Fault {
    /** Both sides see an orderly end. */
    CUT,
    /** Both sides see a reset. */
    RESET,
    /** Nothing passes any more, either way. */
    SILENCE,
    /** One bit of the next octet is another. */
    FLIP
  }

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final ServerSocket front = new ServerSocket(0, 50, LOOPBACK);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong passed = new AtomicLong();
  private final ByteArrayOutputStream tapped = new ByteArrayOutputStream();
  private final int port;
  private final Way way;
  private final Fault fault;
  private final long after;
  private volatile boolean silent;

  public BadLine(int port, Way way, Fault fault, long after) throws IOException {
    this.port = port;
    this.way = way;
    this.fault = fault;
    this.after = after;
    Thread.ofVirtual().start(this::accept);
  }

  /** One on which nothing goes wrong, to count octets with. */
  public static BadLine good(int port, Way way) throws IOException {
    return new BadLine(port, way, Fault.CUT, Long.MAX_VALUE);
  }

  public int port() {
    return front.getLocalPort();
  }

  /** How many octets went the counted way, on all connections. */
  public long passed() {
    return passed.get();
  }

  /** Every octet that the client sent, as it was on the line. */
  public String wire() {
    synchronized (tapped) {
      return tapped.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = front.accept();
        Socket server = new Socket(LOOPBACK, port);
        sockets.addAll(List.of(client, server));
        boolean bad = connections.getAndIncrement() == 0;
        Thread.ofVirtual().start(() -> pump(client, server, bad, Way.TO_SERVER));
        Thread.ofVirtual().start(() -> pump(server, client, bad, Way.TO_CLIENT));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void pump(Socket from, Socket to, boolean bad, Way its) {
    boolean counted = its == way;
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int n;
      while ((n = in.read(buffer)) >= 0) {
        tap(its, buffer, n);
        long before = counted ? passed.getAndAdd(n) : 0;
        boolean now = bad && counted && before <= after && after < before + n;
        int good = now ? (int) (after - before) : n;
        if (!(bad && silent)) {
          out.write(buffer, 0, good);
        }
        if (now && !goesOn(from, to, out, buffer, good, n)) {
          return;
        }
      }
    } catch (IOException e) {
      // one side closed
    }
  }

  private void tap(Way its, byte[] buffer, int n) {
    if (its == Way.TO_SERVER) {
      synchronized (tapped) {
        tapped.write(buffer, 0, n);
      }
    }
  }

  /** True where the connection stays. */
  private boolean goesOn(Socket from, Socket to, OutputStream out, byte[] buffer, int good, int n)
      throws IOException {
    switch (fault) {
      case CUT -> {
        return false;
      }
      case RESET -> {
        from.setSoLinger(true, 0);
        to.setSoLinger(true, 0);
        return false;
      }
      case SILENCE -> silent = true;
      case FLIP -> {
        buffer[good] ^= 1;
        out.write(buffer, good, n - good);
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    front.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
