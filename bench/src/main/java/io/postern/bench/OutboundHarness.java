package io.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Measures relaying by TLS, by the gateway and by Postfix in turn (A B A B), and what mail that
 * cannot leave costs the mail that can. Prints each measurement, then medians and ratios.
 */
public final class OutboundHarness {
  private static final Set<String> KEYS =
      Set.of(
          "parts",
          "rounds",
          "n",
          "domains",
          "queued",
          "sessions",
          "size",
          "warm",
          "peer_warm",
          "postfix",
          "sink",
          "jvm");
  private static final String JVM = "-Xmx384m -XX:+UseParallelGC";
  private static final int GLANCE_MS = 20;
  private static final long PATIENCE_NANOS = 900_000_000_000L;

  private final Arguments arguments;
  private final Path work;
  private final OutboundHosts hosts;
  private final Figures figures = new Figures();
  private final int n;
  private int started;

  private OutboundHarness(Arguments arguments, Path work, OutboundHosts hosts) {
    this.arguments = arguments;
    this.work = work;
    this.hosts = hosts;
    this.n = arguments.number("n", 10_000);
  }

  /**
   * {@code parts=reused,fresh,dead,queue rounds=3 n=10000 domains=200 queued=100000 sessions=50
   * size=10240 warm=20000 peer_warm=1000 postfix=true sink=PROGRAM jvm=...}: {@code n} messages for
   * each figure; {@code reused} and {@code fresh} are connections that carry many messages and one.
   */
  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args, KEYS);
    Path work = Files.createTempDirectory("postern-outbound");
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x")); // Postfix
    Path sink = Path.of(arguments.text("sink", "sink")).toAbsolutePath();
    try (OutboundHosts hosts = OutboundHosts.start(sink, work, arguments.number("domains", 200))) {
      new OutboundHarness(arguments, work, hosts).run();
    } finally {
      AcceptHarness.delete(work);
    }
  }

  private void run() throws Exception {
    for (String part : arguments.text("parts", "reused,fresh,dead,queue").split(",")) {
      switch (part) {
        case "reused" -> rates(part, true);
        case "fresh" -> rates(part, false);
        case "dead" -> deadAmongMany();
        case "queue" -> longQueue(arguments.number("queued", 100_000));
        default -> throw new IllegalArgumentException("no part is called " + part);
      }
    }
    figures.printMedians();
  }

  private void rates(String part, boolean reuse) throws Exception {
    List<OutboundPeer> peers = new ArrayList<>();
    try {
      peers.add(postern(home(reuse)));
      if (arguments.flag("postfix", true) && PostfixProcess.isInstalled()) {
        peers.add(OutboundPostfix.start(directory("postfix"), hosts, reuse));
      }
      for (OutboundPeer peer : peers) {
        warm(peer);
      }
      for (int round = 1; round <= arguments.number("rounds", 3); round++) {
        for (int domains : new int[] {1, hosts.domains()}) {
          for (OutboundPeer peer : peers) {
            measure(round, peer, "part=" + part + " domains=" + domains, domains);
          }
        }
      }
    } finally {
      for (OutboundPeer peer : peers) {
        peer.close();
      }
    }
  }

  /** A JVM compiles its hot paths first; Postfix need only start its processes. */
  private void warm(OutboundPeer peer) throws Exception {
    int count =
        switch (peer) {
          case OutboundPeer.Postfix _ -> arguments.number("peer_warm", 1_000);
          case OutboundPeer.Postern _ -> arguments.number("warm", 20_000);
        };
    rate(peer, count, i -> OutboundHosts.domain(i % hosts.domains()));
  }

  private void measure(int round, OutboundPeer peer, String what, int domains) throws Exception {
    double connections = hosts.sink().connections();
    double cpu = peer.cpuSeconds();
    double rate = rate(peer, n, i -> OutboundHosts.domain(i % domains));
    double spent = peer.cpuSeconds() - cpu;
    figures.note(round, peer.name(), what + " msgs_s", rate);
    figures.note(round, peer.name(), what + " cpu_s_1k", spent * 1000 / n);
    figures.note(round, peer.name(), what + " pss_mb", peer.pssMegabytes());
    figures.note(
        round, peer.name(), what + " connections", hosts.sink().connections() - connections);
  }

  private void deadAmongMany() throws Exception {
    try (OutboundPeer gateway = postern(home(true))) {
      warm(gateway);
      IntFunction<String> alive = i -> OutboundHosts.domain(i % hosts.domains());
      IntFunction<String> oneDead =
          i -> i % hosts.domains() == 0 ? OutboundHosts.dead() : alive.apply(i);
      for (int round = 1; round <= arguments.number("rounds", 3); round++) {
        double without = rate(gateway, n, alive);
        double with = rate(gateway, n, oneDead);
        figures.note(round, gateway.name(), "part=dead all_alive_msgs_s", without);
        figures.note(round, gateway.name(), "part=dead one_dead_msgs_s", with);
        figures.note(round, gateway.name(), "part=dead share", with / without);
      }
    }
  }

  private void longQueue(int queued) throws Exception {
    BenchHome home = home(true);
    try (OutboundPeer gateway = postern(home)) {
      warm(gateway);
      noteRates("part=queue empty_msgs_s", gateway);
      source(gateway, i -> OutboundHosts.dead()).send(queued);
    }
    long begin = System.nanoTime();
    try (OutboundPeer gateway = postern(home)) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(Locale.ROOT, "part=queue queued=%d%n", queued);
      figures.note(1, gateway.name(), "part=queue start_s", seconds);
      figures.note(1, gateway.name(), "part=queue pss_mb_at_start", gateway.pssMegabytes());
      warm(gateway);
      noteRates("part=queue long_msgs_s", gateway);
      figures.note(1, gateway.name(), "part=queue pss_mb_at_end", gateway.pssMegabytes());
    }
  }

  private void noteRates(String what, OutboundPeer gateway) throws Exception {
    for (int round = 1; round <= arguments.number("rounds", 3); round++) {
      double rate = rate(gateway, n, i -> OutboundHosts.domain(i % hosts.domains()));
      figures.note(round, gateway.name(), what, rate);
    }
  }

  private BenchHome home(boolean reuse) throws IOException {
    return OutboundHome.write(directory("home"), hosts, reuse);
  }

  private Path directory(String name) throws IOException {
    started++;
    return Files.createDirectory(work.resolve(name + started));
  }

  private OutboundPeer postern(BenchHome home) throws IOException, InterruptedException {
    List<String> jvm = List.of(arguments.text("jvm", JVM).split(" "));
    return new OutboundPeer.Postern(GatewayProcess.start(home, jvm), home.port());
  }

  private MailSource source(OutboundPeer peer, IntFunction<String> domain) {
    return new MailSource(
        peer.port(), arguments.number("sessions", 50), arguments.number("size", 10_240), domain);
  }

  /** Messages a second from the first that is sent to the last that arrives where one serves. */
  private double rate(OutboundPeer peer, int count, IntFunction<String> domain) throws Exception {
    long wanted = hosts.sink().messages();
    long before = wanted;
    for (int i = 0; i < count; i++) {
      wanted += domain.apply(i).equals(OutboundHosts.dead()) ? 0 : 1;
    }
    long begin = System.nanoTime();
    source(peer, domain).send(count);
    while (hosts.sink().messages() < wanted) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IOException("the sink still waits for messages");
      }
      Thread.sleep(GLANCE_MS);
    }
    return (wanted - before) / ((System.nanoTime() - begin) / 1e9);
  }
}
