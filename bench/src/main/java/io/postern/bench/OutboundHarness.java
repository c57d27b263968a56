package io.postern.bench;

import io.postern.packaging.demo.DemoClient;
import io.postern.packaging.demo.DemoDns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * What mail that cannot leave costs the mail that can: one dead destination among many, and a long
 * queue for one. Prints a line of figures for each step.
 */
public final class OutboundHarness {
  private static final Set<String> KEYS =
      Set.of("n", "domains", "queued", "sessions", "size", "warm", "dead", "jvm");
  private static final String JVM = "-Xmx384m -XX:+UseParallelGC";
  private static final int GLANCE_MS = 20;
  private static final long PATIENCE_NANOS = 600_000_000_000L;

  private final Arguments arguments;
  private final int n;
  private final int domains;
  private final int sessions;
  private final int size;

  private OutboundHarness(Arguments arguments) {
    this.arguments = arguments;
    this.n = arguments.number("n", 4_000);
    this.domains = arguments.number("domains", 200);
    this.sessions = arguments.number("sessions", 20);
    this.size = arguments.number("size", 10_240);
  }

  /**
   * {@code n=4000 domains=200 queued=10000 sessions=20 size=10240 warm=4000 dead=refused|silent
   * jvm=...}: {@code n} messages for each figure; {@code queued} for the dead destination, 0 leaves
   * that part out; a silent host accepts connections and never says a word.
   */
  public static void main(String[] args) throws Exception {
    new OutboundHarness(new Arguments(args, KEYS)).run();
  }

  private void run() throws Exception {
    Path work = Files.createTempDirectory("postern-outbound");
    try (DemoDns dns = DemoDns.start(OutboundHome.zone(domains));
        CanarySink sink = new CanarySink(Optional.empty());
        ServerSocket silent = new ServerSocket()) {
      if (arguments.text("dead", "refused").equals("silent")) {
        silent.bind(
            new InetSocketAddress(
                InetAddress.getByName(OutboundHome.DEAD_ADDRESS), sink.port()),
            1_000);
      }
      BenchHome home =
          OutboundHome.write(Files.createDirectory(work.resolve("home")), dns, sink.port());
      deadAmongMany(home, sink);
      int queued = arguments.number("queued", 10_000);
      if (queued > 0) {
        longQueue(home, sink, queued);
      }
    } finally {
      AcceptHarness.delete(work);
    }
  }

  private void deadAmongMany(BenchHome home, CanarySink sink) throws Exception {
    try (GatewayProcess gateway = start(home)) {
      rate(home, sink, arguments.number("warm", 4_000), this::served);
      double without = rate(home, sink, n, this::served);
      double with = rate(home, sink, n, i -> i % domains == 0 ? OutboundHome.dead() : served(i));
      double after = rate(home, sink, n, this::served);
      System.out.printf(
          Locale.ROOT,
          "part=one_dead domains=%d n=%d dead=%s all_alive_msgs_s=%.0f one_dead_msgs_s=%.0f"
              + " again_msgs_s=%.0f ratio=%.3f cpu_s=%.1f%n",
          domains,
          n,
          arguments.text("dead", "refused"),
          without,
          with,
          after,
          with / ((without + after) / 2),
          gateway.cpuSeconds());
    }
  }

  private void longQueue(BenchHome home, CanarySink sink, int queued) throws Exception {
    try (GatewayProcess gateway = start(home)) {
      send(home, queued, i -> OutboundHome.dead());
      gateway.requireAlive();
    }
    long begin = System.nanoTime();
    try (GatewayProcess gateway = start(home)) {
      double up = (System.nanoTime() - begin) / 1e9;
      rate(home, sink, arguments.number("warm", 4_000), this::served);
      double rate = rate(home, sink, n, this::served);
      System.out.printf(
          Locale.ROOT,
          "part=queued queued=%d start_s=%.2f new_mail_msgs_s=%.0f pss_mb=%d%n",
          queued,
          up,
          rate,
          gateway.pssMegabytes());
    }
  }

  private GatewayProcess start(BenchHome home) throws IOException, InterruptedException {
    return GatewayProcess.start(home, List.of(arguments.text("jvm", JVM).split(" ")));
  }

  private String served(int i) {
    return OutboundHome.domain(i % domains);
  }

  /** Messages a second from the first that is sent to the last that arrives where one serves. */
  private double rate(BenchHome home, CanarySink sink, int count, IntFunction<String> domain)
      throws Exception {
    long before = sink.messages();
    long wanted = 0;
    for (int i = 0; i < count; i++) {
      wanted += domain.apply(i).equals(OutboundHome.dead()) ? 0 : 1;
    }
    long begin = System.nanoTime();
    send(home, count, domain);
    while (sink.messages() < before + wanted) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IOException("the sink still waits for messages");
      }
      Thread.sleep(GLANCE_MS);
    }
    return wanted / ((System.nanoTime() - begin) / 1e9);
  }

  private void send(BenchHome home, int count, IntFunction<String> domain) throws Exception {
    String run = UUID.randomUUID().toString();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int s = 0; s < sessions; s++) {
        int first = s;
        running.add(
            threads.submit(() -> {
              session(home, run, first, count, domain);
              return null;
            }));
      }
      for (Future<?> session : running) {
        session.get();
      }
    }
  }

  private void session(
      BenchHome home, String run, int first, int count, IntFunction<String> domain)
      throws IOException {
    try (DemoClient client = DemoClient.plain(new InetSocketAddress("127.0.0.1", home.port()))) {
      for (int i = first; i < count; i += sessions) {
        client.send(
            "a@example.org", List.of("b@" + domain.apply(i)), Canary.write(run + "-" + i, size));
      }
    }
  }
}
