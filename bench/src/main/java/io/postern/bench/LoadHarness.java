package io.postern.bench;

import io.postern.packaging.demo.DemoIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Measures one gateway end to end: client, gateway in a process of its own, receiver that counts.
 * Prints one line of figures.
 *
 * <p>With {@code source=} (Postfix's {@code smtp-source}) and {@code sink=} (the C sink) it uses
 * the very tools that a peer is measured with; without them our own, which cost more of the
 * machine.
 */
public final class LoadHarness {
  private static final Set<String> KEYS =
      Set.of("tls", "intls", "n", "sessions", "size", "rcpts", "warm", "source", "sink", "jvm");
  private static final String JVM = "-Xmx512m -XX:+UseParallelGC";
  private static final int WARM = 20_000;
  private static final int GLANCE_MS = 50;
  private static final int MEMORY_AFTER_SECONDS = 2;
  private static final long PATIENCE_NANOS = 600_000_000_000L;

  private final Arguments arguments;
  private final int sessions;
  private final int size;
  private final int recipients;

  private LoadHarness(Arguments arguments) {
    this.arguments = arguments;
    this.sessions = arguments.number("sessions", 50);
    this.size = arguments.number("size", 10_240);
    this.recipients = arguments.number("rcpts", 1);
  }

  /**
   * {@code tls=none|encrypt intls=false|true n=20000 sessions=50 size=10240 rcpts=1 warm=20000
   * source=/usr/sbin/smtp-source sink=/tmp/tlssink jvm="-Xmx512m -XX:+UseParallelGC"}; {@code warm}
   * is the number of messages before the measurement, {@code jvm} holds options of the gateway's
   * JVM.
   */
  public static void main(String[] args) throws Exception {
    System.out.println(new LoadHarness(new Arguments(args, KEYS)).measure());
  }

  private String measure() throws Exception {
    boolean outTls = !arguments.text("tls", "none").equals("none");
    try (Bench<Sink> bench = new Bench<>(arguments.flag("intls", false), outTls, this::sink);
        GatewayProcess gateway =
            GatewayProcess.start(bench.home(), List.of(arguments.text("jvm", JVM).split(" ")))) {
      run(bench, "warm", arguments.number("warm", WARM));
      return figures(bench, gateway, arguments.number("n", 20_000));
    }
  }

  private Sink sink(Path work, Optional<DemoIdentity> identity)
      throws IOException, InterruptedException {
    Path program = Path.of(arguments.text("sink", ""));
    return Files.isExecutable(program)
        ? NativeSink.start(program.toAbsolutePath(), work, identity)
        : new CanarySink(identity);
  }

  private String figures(Bench<Sink> bench, GatewayProcess gateway, int n) throws Exception {
    long connections = bench.sink().connections();
    double cpu = gateway.cpuSeconds();
    CompletableFuture<Long> memory = memory(gateway);
    long start = System.nanoTime();
    long accepted = run(bench, "load", n);
    long end = System.nanoTime();
    double spent = gateway.cpuSeconds() - cpu;
    return String.format(
        Locale.ROOT,
        "peer=postern tls=%s in_tls=%s sessions=%d size=%d rcpts=%d warm=%d n=%d e2e_msgs_s=%.0f"
            + " accept_msgs_s=%.0f cpu_s_1k=%.3f pss_mb=%d out_conns=%d",
        arguments.text("tls", "none"),
        arguments.text("intls", "false"),
        sessions,
        size,
        recipients,
        arguments.number("warm", WARM),
        n,
        n / seconds(start, end),
        n / seconds(start, accepted),
        spent * 1000 / n,
        memory.get(),
        bench.sink().connections() - connections);
  }

  /** Under load, at the same moment of a run at which a peer's is taken. */
  private static CompletableFuture<Long> memory(GatewayProcess gateway) {
    Executor later = CompletableFuture.delayedExecutor(MEMORY_AFTER_SECONDS, TimeUnit.SECONDS);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return gateway.pssMegabytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        later);
  }

  private static double seconds(long from, long to) {
    return (to - from) / 1e9;
  }

  /** Sends n messages, waits until the sink has them all, and says when the last was accepted. */
  private long run(Bench<Sink> bench, String name, int n) throws Exception {
    long before = bench.sink().messages();
    if (arguments.text("source", "").isEmpty()) {
      ownClient(bench, n).sendAll(name + "-" + UUID.randomUUID());
    } else {
      smtpSource(bench.home().port(), n);
    }
    long accepted = System.nanoTime();
    await(bench.sink(), before + n, accepted + PATIENCE_NANOS);
    return accepted;
  }

  private LoadClient ownClient(Bench<Sink> bench, int n) throws Exception {
    Optional<SSLContext> tls =
        arguments.flag("intls", false) ? Optional.of(bench.trust()) : Optional.empty();
    return new LoadClient(
        bench.home().port(),
        new LoadClient.Load(sessions, n, size, recipients, tls),
        (name, id) -> {});
  }

  private void smtpSource(int port, int n) throws IOException, InterruptedException {
    Process source =
        new ProcessBuilder(
                arguments.text("source", ""),
                "-d",
                "-s",
                Integer.toString(sessions),
                "-m",
                Integer.toString(n),
                "-l",
                Integer.toString(size),
                "-r",
                Integer.toString(recipients),
                "-f",
                "a@example.org",
                "-t",
                "b@" + BenchHome.DOMAIN,
                "127.0.0.1:" + port)
            .inheritIO()
            .start();
    if (source.waitFor() != 0) {
      throw new IOException("smtp-source failed");
    }
  }

  private static void await(Sink sink, long messages, long deadline) throws Exception {
    while (sink.messages() < messages) {
      if (System.nanoTime() > deadline) {
        throw new IOException(sink.messages() + " of " + messages + " arrived");
      }
      Thread.sleep(GLANCE_MS);
    }
  }
}
