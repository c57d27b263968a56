package io.postern.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Kills the gateway with SIGKILL at random moments under load, starts it again, lets it finish, and
 * then holds the client's list of what was answered 250 against what the receiver has.
 */
public final class CrashLoop {
  private static final int SHORTEST_LIFE_MS = 300;
  private static final int LIFE_SPREAD_MS = 1500;
  private static final long PATIENCE_NANOS = 180_000_000_000L;
  private static final int GLANCE_MS = 50;

  /**
   * What came out.
   *
   * @param lost answered 250 and never delivered
   * @param duplicates copies beyond the first, possible where the receiver's 250 was not recorded
   * @param damaged delivered with another body than was sent
   * @param auditIntact whether {@code audit verify} found the chain whole
   */
  public record Result(
      int kills, int acknowledged, int lost, int duplicates, long damaged, boolean auditIntact) {
    /** Nothing lost, nothing damaged, everything on record. */
    public boolean good() {
      return lost == 0 && damaged == 0 && auditIntact && acknowledged > 0;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "kills=%d acknowledged=%d lost=%d duplicates=%d damaged=%d audit=%s",
          kills,
          acknowledged,
          lost,
          duplicates,
          damaged,
          auditIntact ? "intact" : "BROKEN");
    }
  }

  private final int kills;
  private final LoadClient.Load load;
  private final Random random;

  /**
   * @param seed of the moments
   */
  public CrashLoop(int kills, int sessions, int size, long seed) {
    this.kills = kills;
    this.load = new LoadClient.Load(sessions, 0, size, 1, Optional.empty());
    this.random = new Random(seed);
  }

  /** {@code kills=20 sessions=20 size=10240 seed=1}; exit code 1 where something was lost. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args, Set.of("kills", "sessions", "size", "seed"));
    Result result =
        new CrashLoop(
                arguments.number("kills", 20),
                arguments.number("sessions", 20),
                arguments.number("size", 10_240),
                arguments.number("seed", 1))
            .run();
    System.out.println(result);
    System.exit(result.good() ? 0 : 1);
  }

  /** Runs it all. */
  public Result run() throws Exception {
    try (Bench<CanarySink> bench =
            new Bench<>(false, true, (work, identity) -> new CanarySink(identity));
        AckLog acknowledged = new AckLog(bench.work().resolve("acknowledged"))) {
      GatewayProcess gateway = underFire(bench, acknowledged);
      Set<String> names = acknowledged.names();
      awaitAll(bench.sink(), names);
      gateway.close();
      boolean intact = GatewayProcess.command(bench.home(), "audit", "verify") == 0;
      return compare(names, bench.sink(), intact);
    }
  }

  /** Load without pause while the gateway dies and comes back; gives the last one, alive. */
  private GatewayProcess underFire(Bench<CanarySink> bench, AckLog acknowledged)
      throws IOException, InterruptedException {
    GatewayProcess gateway = start(bench);
    AtomicBoolean stop = new AtomicBoolean();
    LoadClient client = new LoadClient(bench.home().port(), load, acknowledged::add);
    Thread fire = Thread.ofVirtual().start(() -> fire(client, stop));
    for (int i = 0; i < kills; i++) {
      Thread.sleep(SHORTEST_LIFE_MS + random.nextInt(LIFE_SPREAD_MS));
      gateway.kill();
      gateway = start(bench);
    }
    stop.set(true);
    fire.join();
    return gateway;
  }

  private static void fire(LoadClient client, AtomicBoolean stop) {
    try {
      client.sendUntil(stop, "crash");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static GatewayProcess start(Bench<CanarySink> bench)
      throws IOException, InterruptedException {
    return GatewayProcess.start(bench.home(), List.of("-Xmx512m"));
  }

  private static void awaitAll(CanarySink sink, Set<String> names) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!sink.taken().keySet().containsAll(names) && System.nanoTime() < deadline) {
      Thread.sleep(GLANCE_MS);
    }
  }

  private Result compare(Set<String> names, CanarySink sink, boolean intact) {
    Map<String, Integer> taken = sink.taken();
    int lost = (int) names.stream().filter(name -> !taken.containsKey(name)).count();
    int duplicates = taken.values().stream().mapToInt(times -> times - 1).sum();
    return new Result(kills, names.size(), lost, duplicates, sink.damaged(), intact);
  }
}
