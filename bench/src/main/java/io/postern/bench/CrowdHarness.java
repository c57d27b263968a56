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
  private static final Set<String> KEYS = Set.of("idle", "slow", "n", "sessions", "size", "jvm");
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

  /** {@code idle=10000 slow=500 n=2000 sessions=20 size=10240 jvm=…}. */
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
    int n = arguments.number("n", 2_000);
    send(Math.max(n, 10_000)); // the JVM compiles its hot paths
    print("without", gateway, send(n));
    try (ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor()) {
      gather(trickle);
      print("with", gateway, send(n));
      trickle.shutdownNow();
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
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

  /** The times of all transactions in nanoseconds, in order. */
  private List<Long> send(int n) throws Exception {
    int sessions = arguments.number("sessions", 20);
    byte[] content = Canary.write("crowd", arguments.number("size", 10_240));
    List<Long> times = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> running = new ArrayList<>();
      for (int s = 0; s < sessions; s++) {
        int share = (n + s) / sessions;
        running.add(
            threads.submit(() -> {
              session(share, content, times);
              return null;
            }));
      }
      for (Future<Void> session : running) {
        session.get();
      }
    }
    return times.stream().sorted().toList();
  }

  private void session(int share, byte[] content, List<Long> times) throws IOException {
    InetSocketAddress gateway = new InetSocketAddress("127.0.0.1", ports.plain());
    try (DemoClient client = DemoClient.plain(gateway)) {
      for (int i = 0; i < share; i++) {
        long start = System.nanoTime();
        client.send("a@example.org", List.of("b@example.test"), content);
        times.add(System.nanoTime() - start);
      }
    }
  }

  private void print(String when, GatewayProcess gateway, List<Long> times) throws Exception {
    gateway.collectGarbage();
    System.out.printf(
        Locale.ROOT,
        "crowd=%s clients=%d n=%d p50_ms=%.2f p99_ms=%.2f heap_mb=%.1f pss_mb=%d%n",
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
