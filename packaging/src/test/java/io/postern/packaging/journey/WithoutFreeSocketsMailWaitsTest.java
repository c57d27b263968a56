package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that gets no more sockets delivers nothing, loses nothing and needs no restart. */
@Timeout(120)
class WithoutFreeSocketsMailWaitsTest {
  private static final int MESSAGES = 10;

  @TempDir Path directory;

  @Test
  void limit_noMoreFiles_mailWaitsAndArrivesOnceThereAreAgain() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote =
          journey.remote("later.example", Conduct.plain().rcpt(to -> "451 4.2.1 not now"));
      journey.section("queue", "{retry: [500ms], jitter: 0}");
      try (ChildGateway gateway = journey.startChild()) {
        try (Client client = Client.to(gateway.address())) {
          for (int i = 0; i < MESSAGES; i++) {
            assertThat(client.send(List.of("a@later.example"), message(i))).startsWith("250");
          }
        }
        Awaitility.await().until(() -> !remote.heard().isEmpty());
        remote.behave(Conduct.plain().rcpt(to -> "421 4.3.2 closing"));
        gateway.files(openFiles(gateway));
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> gateway.log().contains("Too many open files"));
        remote.behave(Conduct.plain());
        gateway.files(4096);
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(subjects(remote)).as(gateway::log).hasSize(MESSAGES));
        assertThat(gateway.running()).isTrue();
      }
      assertThat(remote.contents()).isEqualTo(MESSAGES);
    }
  }

  private static int openFiles(ChildGateway gateway) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(gateway.pid()), "fd"))) {
      return (int) files.count();
    }
  }

  private static byte[] message(int number) {
    return ("Subject: " + number + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static List<String> subjects(Remote remote) {
    List<String> all = remote.messages().stream().map(Remote.Received::text).toList();
    return IntStream.range(0, MESSAGES)
        .mapToObj(i -> "Subject: " + i + "\r\n")
        .filter(s -> all.stream().anyMatch(m -> m.contains(s)))
        .toList();
  }
}
