package io.postern.bench;

import io.postern.packaging.demo.DemoAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures how many messages are accepted durably, by the gateway and by Postfix in turn (A B A B),
 * and how many TLS handshakes each gets done. Prints each measurement, then medians and ratios.
 */
public final class AcceptHarness {
  private static final Set<String> KEYS =
      Set.of(
          "rounds",
          "n",
          "only",
          "source",
          "jvm",
          "warm",
          "peer_warm",
          "seconds",
          "handshakes",
          "postfix");
  private static final String JVM = "-Xmx512m -XX:+UseParallelGC";
  private static final int HANDSHAKE_CLIENTS = 3;

  private final Figures figures = new Figures();
  private final Arguments arguments;
  private final AcceptLoad load;

  private AcceptHarness(Arguments arguments, AcceptLoad load) {
    this.arguments = arguments;
    this.load = load;
  }

  /**
   * {@code rounds=3 n=4000 only=REGEX warm=60000 peer_warm=1000 seconds=3 handshakes=true
   * postfix=true source=/usr/sbin/smtp-source jvm=…}; {@code only} chooses cells by their names,
   * {@code n} is the number of messages of the quickest cells.
   */
  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args, KEYS);
    Path work = Files.createTempDirectory("postern-accept");
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x")); // Postfix
    DemoAuthority authority = DemoAuthority.create(InstantSource.system());
    Path source = Path.of(arguments.text("source", "/usr/sbin/smtp-source"));
    AcceptLoad load = new AcceptLoad(source, Bench.trust(authority));
    try {
      new AcceptHarness(arguments, load).run(work, authority);
    } finally {
      delete(work);
    }
  }

  private void run(Path work, DemoAuthority authority) throws Exception {
    List<AcceptPeer> peers = new ArrayList<>();
    try {
      peers.add(postern(work, authority));
      if (arguments.flag("postfix", true) && PostfixProcess.isInstalled()) {
        peers.add(
            PostfixServer.start(
                Files.createDirectory(work.resolve("postfix")),
                authority.server("peer.example.test", "localhost")));
      }
      warm(peers);
      for (int round = 1; round <= arguments.number("rounds", 3); round++) {
        round(round, peers);
      }
    } finally {
      for (AcceptPeer peer : peers) {
        peer.close();
      }
    }
    figures.printMedians();
  }

  private AcceptPeer postern(Path work, DemoAuthority authority) throws Exception {
    AcceptPorts ports = AcceptPorts.free();
    BenchHome home =
        AcceptHome.write(Files.createDirectory(work.resolve("home")), authority, ports);
    List<String> jvm = List.of(arguments.text("jvm", JVM).split(" "));
    return new AcceptPeer.Postern(GatewayProcess.start(home, jvm), ports);
  }

  /**
   * A JVM compiles its hot paths first, and again where others become hot; Postfix need only start
   * its processes.
   */
  private void warm(List<AcceptPeer> peers) throws Exception {
    List<AcceptCell> cells = cells();
    for (AcceptPeer peer : peers) {
      boolean compiled = peer instanceof PostfixServer;
      int messages =
          compiled ? arguments.number("peer_warm", 1_000) : arguments.number("warm", 60_000);
      int share = messages / Math.max(1, cells.size());
      for (AcceptCell cell : cells) {
        load.send(peer, cell.of(compiled ? share : Math.max(share, cell.messages())));
        peer.clear();
      }
    }
  }

  private List<AcceptCell> cells() {
    String only = ".*(" + arguments.text("only", "") + ").*";
    return AcceptCell.all(arguments.number("n", 4_000)).stream()
        .filter(cell -> cell.name().matches(only))
        .toList();
  }

  private void round(int round, List<AcceptPeer> peers) throws Exception {
    for (AcceptCell cell : cells()) {
      for (AcceptPeer peer : peers) {
        accept(round, peer, cell);
      }
    }
    for (AcceptPeer peer : arguments.flag("handshakes", true) ? peers : noPeers()) {
      handshakes(round, peer);
    }
  }

  private static List<AcceptPeer> noPeers() {
    return List.of();
  }

  private void accept(int round, AcceptPeer peer, AcceptCell cell) throws Exception {
    double cpu = peer.cpuSeconds();
    long start = System.nanoTime();
    load.send(peer, cell);
    double seconds = (System.nanoTime() - start) / 1e9;
    double spent = peer.cpuSeconds() - cpu;
    figures.note(round, peer.name(), cell.name() + " msgs_s", cell.messages() / seconds);
    figures.note(round, peer.name(), cell.name() + " cpu_us", spent * 1e6 / cell.messages());
    peer.clear();
  }

  private void handshakes(int round, AcceptPeer peer) throws Exception {
    int seconds = arguments.number("seconds", 3);
    double cpu = peer.cpuSeconds();
    double rate = AcceptLoad.handshakes(peer, seconds, HANDSHAKE_CLIENTS);
    double spent = peer.cpuSeconds() - cpu;
    figures.note(round, peer.name(), "tls=full handshakes_s", rate);
    figures.note(round, peer.name(), "tls=full cpu_us", spent * 1e6 / (rate * seconds));
  }

  static void delete(Path work) throws IOException {
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
