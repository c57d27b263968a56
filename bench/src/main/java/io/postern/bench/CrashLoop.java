package io.postern.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Kills the gateway with SIGKILL at random moments under load, starts it again, lets it finish, and
 * then holds the client's list of what was answered 250 against what the receiver has and what the
 * audit trail says.
 */
final class CrashLoop {
  private static final int SHORTEST_LIFE_MS = 300;
  private static final int LIFE_SPREAD_MS = 3000;
  private static final long PATIENCE_NANOS = 180_000_000_000L;
  private static final int GLANCE_MS = 50;

  private final int rounds;
  private final LoadClient.Load load;
  private final Random random;

  /**
   * @param rounds how often it is killed
   * @param seed of the moments
   */
  CrashLoop(int rounds, int sessions, int size, long seed) {
    this.rounds = rounds;
    this.load = new LoadClient.Load(sessions, 0, size, 1, Optional.empty());
    this.random = new Random(seed);
  }

  /** {@code rounds=20 sessions=20 size=10240 seed=1}; exit code 1 where something was lost. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args, Set.of("rounds", "sessions", "size", "seed"));
    int rounds = arguments.number("rounds", 20);
    CrashCheck check =
        new CrashLoop(
                rounds,
                arguments.number("sessions", 20),
                arguments.number("size", 10_240),
                arguments.number("seed", 1))
            .run();
    System.out.println(check.figures(rounds));
    System.exit(check.good() ? 0 : 1);
  }

  /** Runs all rounds; the gateway stands still when it returns. */
  CrashCheck run() throws Exception {
    try (Bench<CanarySink> bench =
            new Bench<>(false, true, (work, identity) -> new CanarySink(identity));
        AckLog acknowledged = new AckLog(bench.work().resolve("acknowledged"))) {
      try (GatewayProcess last = underFire(bench, acknowledged)) {
        awaitAll(bench.sink(), acknowledged.entries().keySet(), last);
        awaitRecorded(bench, Set.copyOf(acknowledged.entries().values()), last);
      }
      return new CrashCheck(
          acknowledged.entries(),
          bench.sink().taken(),
          bench.sink().damaged(),
          AuditTrailFile.of(bench.home(), bench.work().resolve("audit.jsonl")));
    }
  }

  /** Load without pause while the gateway dies and comes back; gives the last one, alive. */
  private GatewayProcess underFire(Bench<CanarySink> bench, AckLog acknowledged)
      throws IOException, InterruptedException {
    GatewayProcess gateway = start(bench);
    AtomicBoolean stop = new AtomicBoolean();
    LoadClient client = new LoadClient(bench.home().port(), load, acknowledged::add);
    Thread fire = Thread.ofVirtual().start(() -> fire(client, stop));
    try {
      for (int i = 0; i < rounds; i++) {
        Thread.sleep(SHORTEST_LIFE_MS + random.nextInt(LIFE_SPREAD_MS));
        gateway.kill();
        gateway = start(bench);
      }
    } finally {
      stop.set(true);
      fire.join();
    }
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

  /**
   * What the receiver took just before a kill is carried again after it, and only then on record.
   * What is not on record when the patience is over shows up as unrecorded.
   */
  private static void awaitRecorded(
      Bench<CanarySink> bench, Set<String> ids, GatewayProcess gateway)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    int look = 0;
    Path export = bench.work().resolve("audit-" + look + ".jsonl");
    while (!AuditTrailFile.delivered(bench.home(), export).containsAll(ids)
        && System.nanoTime() < deadline) {
      gateway.requireAlive();
      look++;
      export = bench.work().resolve("audit-" + look + ".jsonl");
    }
  }

  /** What has not come when the patience is over shows up as lost. */
  private static void awaitAll(CanarySink sink, Set<String> names, GatewayProcess gateway)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!sink.taken().keySet().containsAll(names) && System.nanoTime() < deadline) {
      gateway.requireAlive();
      Thread.sleep(GLANCE_MS);
    }
  }
}
