package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.ChainHead;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DurabilityTest {
  private static final int MOST = 2;

  private final Disk disk = new Disk();
  private final Health health = new Health();
  private final List<ChainHead> ends = new ArrayList<>();
  private final Durability durability =
      new Durability(health, ends::add, new Pressure(10, System::nanoTime), MOST, "sync");

  /** Syncs when it is told to. */
  private static final class Disk implements CommitLog {
    private final Semaphore asked = new Semaphore(0);
    private final Semaphore turns = new Semaphore(0);
    private volatile boolean sick;

    @Override
    public void force() throws IOException {
      asked.release();
      turns.acquireUninterruptibly();
      if (sick) {
        throw new IOException("Input/output error");
      }
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() {
    durability.start();
  }

  @AfterEach
  void close() throws InterruptedException {
    disk.turns.release(100);
    durability.close();
  }

  private CompletableFuture<Boolean> hand() {
    Pending<Boolean> unit = new Pending<>(tx -> true);
    durability.hand(
        new Durability.Committed(
            List.of(unit), Optional.of(new ChainHead("node1", 1, new byte[32])), disk));
    return unit.promise();
  }

  @Test
  void hand_diskStillBusy_nobodyIsTold() throws Exception {
    CompletableFuture<Boolean> unit = hand();
    disk.asked.acquire();
    assertThat(unit).isNotDone();
    assertThat(ends).isEmpty();
    disk.turns.release();
    unit.get();
    assertThat(ends).hasSize(1);
  }

  @Test
  void hand_severalWhileTheDiskIsBusy_areOneSync() throws Exception {
    CompletableFuture<Boolean> first = hand();
    disk.asked.acquire();
    CompletableFuture<Boolean> second = hand();
    CompletableFuture<Boolean> third = hand();
    disk.turns.release();
    first.get();
    disk.asked.acquire();
    assertThat(second).isNotDone();
    disk.turns.release();
    second.get();
    third.get();
    assertThat(disk.asked.availablePermits()).isZero();
  }

  @Test
  void hand_tooManyWait_theWriterDoesToo() throws Exception {
    hand();
    disk.asked.acquire();
    hand();
    hand();
    CompletableFuture<Void> writer = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              hand();
              writer.complete(null);
            });
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(writer).isNotDone();
    disk.turns.release();
    writer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void settle_defectBehindTheSync_nobodyWaitsForEver() throws Exception {
    Durability defective =
        new Durability(
            health,
            end -> {
              throw new AssertionError("a defect");
            },
            new Pressure(10, System::nanoTime),
            MOST,
            "defective");
    defective.start();
    Pending<Boolean> unit = new Pending<>(tx -> true);
    disk.turns.release();
    defective.hand(
        new Durability.Committed(
            List.of(unit), Optional.of(new ChainHead("node1", 1, new byte[32])), disk));
    assertThat(unit.promise()).failsWithin(Duration.ofSeconds(10));
    defective.awaitIdle();
    assertThat(health.broken()).isTrue();
    defective.close();
  }

  @Test
  void health_brokenThenFull_staysBroken() {
    health.bad(Trouble.BROKEN, new IOException("Input/output error"));
    health.bad(Trouble.FULL, new IOException("No space left on device"));
    assertThat(health.broken()).as("else nobody would verify the store").isTrue();
    health.well();
    assertThat(health.good()).isTrue();
  }

  @Test
  void sync_fails_nothingIsDurableUntilTheStoreIsVerified() throws Exception {
    disk.sick = true;
    CompletableFuture<Boolean> first = hand();
    disk.asked.acquire();
    CompletableFuture<Boolean> behind = hand();
    disk.turns.release();
    durability.awaitIdle();
    disk.sick = false;
    assertThat(first).isCompletedExceptionally();
    assertThat(behind).as("handed over before it was known").isCompletedExceptionally();
    assertThat(hand()).as("the next sync would succeed").isCompletedExceptionally();
    assertThat(health.broken()).isTrue();
    assertThat(ends).isEmpty();
    durability.resume();
    health.well();
    disk.turns.release();
    assertThat(hand()).succeedsWithin(Duration.ofSeconds(10));
  }
}
