package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A delivery that a killed process had in its hands is made again by the next one, once. */
@Timeout(120)
class LeaseSurvivesKillTest {
  @TempDir Path directory;

  @Test
  void kill_whileAReceiverHoldsItsReply_deliversOnceAfterTheNextStart() throws Exception {
    CountDownLatch dead = new CountDownLatch(1);
    AtomicInteger ends = new AtomicInteger();
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote =
          journey.remote(
              "slow.example",
              Conduct.plain()
                  .end(() -> ends.getAndIncrement() == 0 ? after(dead) : "250 2.0.0 taken"));
      try (ChildGateway gateway = journey.startChild();
          Client client = Client.to(gateway.address())) {
        byte[] message = "Subject: once\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(client.send(List.of("a@slow.example"), message)).startsWith("250");
        Awaitility.await().until(() -> remote.contents() == 1);
        gateway.kill();
        dead.countDown();
      }
      assertThat(remote.messages()).isEmpty();
      try (ChildGateway again = journey.startChild()) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> remote.messages().size() == 1);
        again.terminate();
        assertThat(again.exitCode()).as(again::log).isZero();
      }
      assertThat(remote.contents()).isEqualTo(2);
      assertThat(remote.messages().getFirst().text()).endsWith("Subject: once\r\n\r\nhello\r\n");
    }
  }

  /** An answer that comes after its reader is gone. */
  private static String after(CountDownLatch dead) {
    try {
      assertThat(dead.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "451 4.3.0 nobody listens";
  }
}
