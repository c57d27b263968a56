package io.postern.bench;

import io.postern.packaging.demo.DemoAuthority;
import io.postern.packaging.demo.DemoClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Measures what ordinary clients notice of a crowd: thousands that only wait, and hundreds that
 * send one octet in ten seconds. Prints p50 and p99 of a transaction, heap and resident memory,
 * before the crowd and with it.
 */
public final class CrowdHarness {
  private static final Set<String> KEYS =
      Set.of("idle", "slow", "rounds", "n", "rate", "warm", "sessions", "size", "jvm");
  private static final String JVM = "-Xmx512m -XX:+UseParallelGC";
  private static final int PER_ADDRESS = 1_000;
  private static final int OCTET_SECONDS = 10;
  private static final Pattern HEAP =
      Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"[^}]*} ([0-9.E+]+)");

  private final Arguments arguments;
  private final AcceptPorts ports;
  private final List<Socket> crowd = new ArrayList<>();

  private CrowdHarness(Arguments arguments, AcceptPorts ports) {
    this.arguments = arguments;
    this.ports = ports;
  }

  /**
   * {@code idle=10000 slow=500 rounds=3 n=6000 rate=300 warm=30000 sessions=20 size=10240 jvm=…}.
   */
  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args, KEYS);
    Path work = Files.createTempDirectory("postern-crowd");
    AcceptPorts ports = AcceptPorts.free();
    DemoAuthority authority = DemoAuthority.create(InstantSource.system());
    BenchHome home =
        AcceptHome.write(Files.createDirectory(work.resolve("home")), authority, ports);
    List<String> jvm = List.of(arguments.text("jvm", JVM).split(" "));
    try (GatewayProcess gateway = GatewayProcess.start(home, jvm)) {
      new CrowdHarness(arguments, ports).run(gateway);
    } finally {
      AcceptHarness.delete(work);
    }
  }

  private void run(GatewayProcess gateway) throws Exception {
    send(arguments.number("warm", 30_000), 0); // the JVM compiles its hot paths
    int n = arguments.number("n", 6_000);
    for (int round = 1; round <= arguments.number("rounds", 3); round++) {
      print(round, "without", gateway, send(n, rate()));
      try (ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor()) {
        gather(trickle);
        print(round, "with", gateway, send(n, rate()));
        trickle.shutdownNow();
      } finally {
        for (Socket socket : crowd) {
          socket.close();
        }
        crowd.clear();
      }
    }
  }

  private int rate() {
    return arguments.number("rate", 300);
  }

  private void gather(ScheduledExecutorService trickle) throws IOException {
    for (int i = 0; i < arguments.number("idle", 10_000); i++) {
      join(List.of("EHLO idle.example"));
    }
    for (int i = 0; i < arguments.number("slow", 500); i++) {
      Socket slow =
          join(
              i % 2 == 0
                  ? List.of("EHLO slow.example")
                  : List.of(
                      "EHLO slow.example",
                      "MAIL FROM:<a@example.org>",
                      "RCPT TO:<b@example.test>",
                      "DATA"));
      trickle.scheduleAtFixedRate(
          () -> octet(slow),
          i * 1_000L * OCTET_SECONDS / 500,
          1_000L * OCTET_SECONDS,
          TimeUnit.MILLISECONDS);
    }
  }

  /** From an address of its own thousand: one address has only so many ports. */
  private Socket join(List<String> commands) throws IOException {
    Socket socket = new Socket();
    crowd.add(socket);
    String from = "127.0.1." + (1 + crowd.size() / PER_ADDRESS);
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", ports.plain()));
    reply(socket);
    for (String command : commands) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      reply(socket);
    }
    return socket;
  }

  /** Reads to the end of the reply's last line, whatever it says. */
  private static void reply(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    int octet;
    while ((octet = socket.getInputStream().read()) >= 0) {
      line.append((char) octet);
      if (octet == '\n') {
        if (line.charAt(3) != '-') {
          return;
        }
        line.setLength(0);
      }
    }
    throw new IOException("the gateway has closed a session of the crowd");
  }

  private static void octet(Socket slow) {
    try {
      slow.getOutputStream().write('x');
    } catch (IOException e) {
      // The gateway has cut it for too little content in a minute, as it should.
    }
  }

  /**
   * The times of all transactions in nanoseconds, in order, each from when it was due.
   *
   * @param rate messages a second of all sessions; 0 for as many as go
   */
  private List<Long> send(int n, int rate) throws Exception {
    int sessions = arguments.number("sessions", 20);
    byte[] content = Canary.write("crowd", arguments.number("size", 10_240));
    List<Long> times = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> running = new ArrayList<>();
      for (int s = 0; s < sessions; s++) {
        int share = (n + s) / sessions;
        long every = rate == 0 ? 0 : 1_000_000_000L * sessions / rate;
        long first = System.nanoTime() + every * s / sessions;
        running.add(
            threads.submit(() -> {
              session(share, content, new Pace(first, every), times);
              return null;
            }));
      }
      for (Future<Void> session : running) {
        session.get();
      }
    }
    return times.stream().sorted().toList();
  }

  /** When a session's messages are due, as {@link System#nanoTime}; {@code every} 0 is at once. */
  private record Pace(long first, long every) {
    /** Waits, where it is not too late already, and gives the time from which to count. */
    long await(int message) throws InterruptedException {
      long now = System.nanoTime();
      long due = every == 0 ? now : first + every * message;
      if (due > now) {
        Thread.sleep(Duration.ofNanos(due - now));
      }
      return due;
    }
  }

  private void session(int share, byte[] content, Pace pace, List<Long> times)
      throws IOException, InterruptedException {
    InetSocketAddress gateway = new InetSocketAddress("127.0.0.1", ports.plain());
    try (DemoClient client = DemoClient.plain(gateway)) {
      for (int i = 0; i < share; i++) {
        long due = pace.await(i);
        client.send("a@example.org", List.of("b@example.test"), content);
        times.add(System.nanoTime() - due);
      }
    }
  }

  private void print(int round, String when, GatewayProcess gateway, List<Long> times)
      throws Exception {
    gateway.collectGarbage();
    System.out.printf(
        Locale.ROOT,
        "round=%d crowd=%s clients=%d n=%d p50_ms=%.2f p99_ms=%.2f heap_mb=%.1f pss_mb=%d%n",
        round,
        when,
        crowd.size(),
        times.size(),
        times.get(times.size() / 2) / 1e6,
        times.get(times.size() * 99 / 100) / 1e6,
        heap() / (1 << 20),
        gateway.pssMegabytes());
  }

  /** What the gateway's own page says. */
  private double heap() throws IOException, InterruptedException {
    URI page = URI.create("http://127.0.0.1:" + ports.metrics() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      String text =
          client
              .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return HEAP.matcher(text).results().mapToDouble(r -> Double.parseDouble(r.group(1))).sum();
    }
  }
}
