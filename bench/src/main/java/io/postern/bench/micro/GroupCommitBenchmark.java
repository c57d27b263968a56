package io.postern.bench.micro;

import io.postern.config.DataSize;
import io.postern.config.settings.Settings;
import io.postern.core.model.MessageId;
import io.postern.core.seal.RootKey;
import io.postern.core.spool.SealedDraft;
import io.postern.core.spool.Spool;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** 10 kB sealed and durable in SQLite, by one session alone and by many that share a commit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class GroupCommitBenchmark {
  private static final int SIZE = 10_240;

  private final byte[] message = new byte[SIZE];
  private Path directory;
  private SqlDatabase database;
  private Spool spool;

  @Setup
  public void open() throws IOException {
    new Random(1).nextBytes(message);
    directory = Files.createTempDirectory("postern-jmh");
    RootKey root = RootKey.random();
    InstantSource clock = InstantSource.system();
    database = SqlDatabase.open(storage(), directory, "bench", root, clock);
    spool = new Spool(database, Vault.open(database, root, clock));
  }

  private static Settings.Storage storage() {
    return new Settings.Storage(
        Settings.Engine.SQLITE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        4,
        256,
        10_000,
        DataSize.parse("1MiB"));
  }

  @TearDown
  public void close() throws IOException {
    database.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  @Threads(1)
  public void storeAlone() throws IOException {
    store();
  }

  @Benchmark
  @Threads(200)
  public void storeTogether() throws IOException {
    store();
  }

  private void store() throws IOException {
    MessageId id = MessageId.create(System.currentTimeMillis());
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.sink().write(message);
      draft.content();
      database
          .write(tx -> {
            draft.store(tx);
            return null;
          })
          .join();
    }
  }
}
