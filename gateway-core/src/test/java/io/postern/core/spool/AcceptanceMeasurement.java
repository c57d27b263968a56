package io.postern.core.spool;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.core.seal.DataKey;
import io.postern.core.seal.Sealer;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A rough figure for accepting 10 kB messages durably: arguments are {@code sqlite} or {@code
 * postgresql}, and how many messages.
 */
public final class AcceptanceMeasurement {
  private static final int PRODUCERS = 200;
  private final byte[] message = new byte[10_240];
  private final SqlDatabase database;
  private final Spool spool;

  private AcceptanceMeasurement(boolean sqlite, Path directory) {
    new Random(1).nextBytes(message);
    long start = System.nanoTime();
    database = Stores.open(sqlite ? Stores.sqliteSettings() : Stores.postgresSettings(), directory);
    System.out.printf("open %d ms%n", (System.nanoTime() - start) / 1_000_000);
    spool = new Spool(database, Vault.open(database, Stores.rootKey(), InstantSource.system()));
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("acceptance");
    var measurement = new AcceptanceMeasurement("sqlite".equals(args[0]), directory);
    int count = Integer.parseInt(args[1]);
    measurement.seal();
    measurement.accept(count / 4);
    measurement.accept(count);
    measurement.database.close();
  }

  private void seal() throws Exception {
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 20_000; i++) {
        try (DataKey key = DataKey.random()) {
          Sealer sealer = new Sealer(key, "01M00000000000000000000000", (seq, piece) -> {});
          sealer.write(message, 0, message.length);
          sealer.finish();
        }
      }
      System.out.printf("seal %.1f us%n", (System.nanoTime() - start) / 20_000e3);
    }
  }

  private void accept(int count) throws InterruptedException {
    long[] nanos = new long[count];
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(PRODUCERS);
    long start = System.nanoTime();
    for (int i = 0; i < PRODUCERS; i++) {
      Thread.startVirtualThread(() -> {
        for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
          nanos[n] = acceptOne();
        }
        done.countDown();
      });
    }
    done.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    Arrays.sort(nanos);
    System.out.printf(
        "%.0f messages/s, p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        count / seconds,
        nanos[count / 2] / 1e6,
        nanos[count * 99 / 100] / 1e6,
        nanos[count - 1] / 1e6);
  }

  private long acceptOne() {
    long start = System.nanoTime();
    MessageId id = MessageId.create(System.currentTimeMillis());
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.sink().write(message);
      draft.content();
      database
          .write(tx -> {
            draft.store(tx);
            tx.audit(new AuditEvent.Shredded(id, "measurement"));
            return true;
          })
          .join();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return System.nanoTime() - start;
  }
}
