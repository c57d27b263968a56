package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a host took the message for some recipients, only the others are tried again (James 2097,
 * bunmail 97).
 */
@Timeout(120)
class OnlyWhoHasItNotIsTriedAgainTest {
  private static final List<String> TO =
      List.of("first@partly.example", "later@partly.example", "never@partly.example");

  @TempDir Path directory;

  @Test
  void send_oneTakenOneGreylistedOneRefused_eachHasItAtMostOnce() throws Exception {
    AtomicInteger greylisted = new AtomicInteger();
    try (Journey journey = new Journey(directory.resolve("home"))) {
      journey.section("queue", "{retry: [200ms], jitter: 0, greylisted: 200ms}");
      Remote remote =
          journey.remote("partly.example", Conduct.plain().rcpt(to -> reply(to, greylisted)));
      Remote sender = journey.remote("clinic.example", Conduct.plain());
      journey.start();
      try (Client client = Client.to(journey.listener())) {
        byte[] message = "Subject: once\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(client.send(TO, message)).startsWith("250");
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> remote.messages().size() == 2 && !sender.messages().isEmpty());
      assertThat(remote.messages().stream().map(Remote.Received::to))
          .containsExactly(List.of(TO.get(0)), List.of(TO.get(1)));
      assertThat(greylisted).hasValue(3);
      assertThat(sender.messages().getFirst().text())
          .contains(TO.get(2))
          .doesNotContain(TO.get(0), TO.get(1));
    }
  }

  /** The second is taken at its third attempt (postal 576). */
  private static String reply(String to, AtomicInteger greylisted) {
    return switch (to.substring(0, to.indexOf('@'))) {
      case "later" -> greylisted.incrementAndGet() < 3 ? "451 4.7.1 greylisted" : "250 2.1.5 ok";
      case "never" -> "550 5.1.1 no such user";
      default -> "250 2.1.5 ok";
    };
  }
}
