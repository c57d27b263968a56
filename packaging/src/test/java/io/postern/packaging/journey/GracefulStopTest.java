package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM cuts nothing off: what runs ends, what is new is turned away, the rest waits. */
@Timeout(120)
class GracefulStopTest {
  @TempDir Path directory;

  @Test
  void terminate_midDataAndMidDelivery_bothEndAndTheRestGoesAfterTheNextStart() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote slow = journey.remote("slow.example", Conduct.plain().end(() -> after(release)));
      Remote later =
          journey.remote("later.example", Conduct.plain().rcpt(to -> "451 4.2.1 not now"));
      journey.section("queue", "{retry: [1s], jitter: 0}");
      try (ChildGateway gateway = journey.startChild();
          Client sending = Client.to(gateway.address());
          Client idle = Client.to(gateway.address())) {
        assertThat(sending.send(List.of("a@slow.example"), message("running"))).startsWith("250");
        assertThat(sending.begin("", List.of("b@later.example"))).startsWith("354");
        sending.write("Subject: half\r\n\r\nthe first".getBytes(StandardCharsets.US_ASCII));
        Awaitility.await().until(() -> slow.contents() == 1);

        gateway.terminate();
        assertThat(idle.reply()).startsWith("421 ");
        assertThatThrownBy(() -> Client.to(gateway.address()))
            .isInstanceOfAny(IOException.class, AssertionError.class);
        sending.write(" and the second half\r\n.\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(sending.reply()).startsWith("250 ");
        assertThat(gateway.running()).isTrue();
        release.countDown();
        assertThat(gateway.exitCode()).as(gateway::log).isZero();
      }
      assertThat(slow.messages()).hasSize(1);
      assertThat(later.messages()).isEmpty();
      later.behave(Conduct.plain());
      try (ChildGateway again = journey.startChild()) {
        Awaitility.await(again.log())
            .atMost(Duration.ofSeconds(20))
            .until(() -> later.messages().size() == 1);
        assertThat(later.messages().getFirst().text())
            .endsWith("\r\n\r\nthe first and the second half\r\n");
        again.terminate();
        assertThat(again.exitCode()).as(again::log).isZero();
      }
      assertThat(slow.contents()).as("deliveries of what was running").isEqualTo(1);
    }
  }

  private static String after(CountDownLatch release) {
    try {
      assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "250 2.0.0 taken";
  }

  private static byte[] message(String subject) {
    return ("Subject: " + subject + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
