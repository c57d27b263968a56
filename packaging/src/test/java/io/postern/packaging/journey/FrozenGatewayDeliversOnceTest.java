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

/**
 * A process that stands still in the middle of deliveries, as a virtual machine that is moved, goes
 * on as if nothing had been: everything arrives, once.
 */
@Timeout(120)
class FrozenGatewayDeliversOnceTest {
  private static final int MESSAGES = 30;

  @TempDir Path directory;

  @Test
  void freeze_whileReceiverAnswers_everyMessageArrivesOnce() throws Exception {
    CountDownLatch frozen = new CountDownLatch(1);
    AtomicInteger ends = new AtomicInteger();
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.remote("slow.example", Conduct.plain().end(() -> end(ends, frozen)));
      try (ChildGateway gateway = journey.startChild();
          Client client = Client.to(gateway.address())) {
        for (int i = 0; i < MESSAGES; i++) {
          assertThat(client.send(List.of("a@slow.example"), message(i))).startsWith("250");
        }
        Awaitility.await().until(() -> remote.contents() > 0);
        gateway.signal("STOP");
        frozen.countDown();
        // What it had sent before it stood still is taken while it does not look.
        Awaitility.await().until(() -> !remote.messages().isEmpty());
        gateway.signal("CONT");
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(remote.messages()).as(gateway::log).hasSize(MESSAGES));
      }
      assertThat(remote.messages().stream().map(Remote.Received::text).distinct())
          .hasSize(MESSAGES);
      assertThat(remote.contents()).isEqualTo(MESSAGES);
    }
  }

  private static byte[] message(int number) {
    return ("Subject: " + number + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** The first answers come only when the other side stands still. */
  private static String end(AtomicInteger ends, CountDownLatch frozen) {
    try {
      if (ends.getAndIncrement() < 5) {
        assertThat(frozen.await(60, TimeUnit.SECONDS)).isTrue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "250 2.0.0 taken";
  }
}
