package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred upstreams at once: what is accepted is delivered, and nothing twice. */
@Timeout(180)
class EveryAcceptedMessageIsDeliveredOnceTest {
  private static final int SESSIONS = 200;
  private static final int MESSAGES = 50;
  private static final String BODY = ("An ordinary line of text. ".repeat(3) + "\r\n").repeat(125);
  private static final String MARK = "X-Number: ";

  @TempDir Path directory;
  private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();

  @Test
  void send_manySessionsAtOnce_everyMessageArrivesOnce() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Conduct good = Conduct.secured(journey.authority().server("mx.busy.example"));
      journey.remote("busy.example", good.store(Counting::new));
      journey.section("limits", "{sessions_per_client: 300}").start();
      try (ExecutorService upstreams = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
          String session = Integer.toString(i);
          sessions.add(
              upstreams.submit(() -> {
                session(journey, session);
                return null;
              }));
        }
        for (Future<?> session : sessions) {
          session.get(150, TimeUnit.SECONDS);
        }
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> arrivals.size() == SESSIONS * MESSAGES);
      assertThat(arrivals.values()).containsOnly(1);
    }
  }

  private static void session(Journey journey, String session) throws IOException {
    try (Client client = Client.to(journey.listener())) {
      for (int i = 0; i < MESSAGES; i++) {
        String message = MARK + session + "-" + i + "\r\nSubject: load\r\n\r\n" + BODY;
        assertThat(
                client.send(
                    List.of("reader@busy.example"), message.getBytes(StandardCharsets.US_ASCII)))
            .startsWith("250");
      }
      assertThat(client.ask("QUIT")).startsWith("221");
    }
  }

  /** Counts the message by its number instead of keeping it. */
  private final class Counting extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      if (length < 100) {
        String line = new String(bytes, offset, length, StandardCharsets.US_ASCII);
        if (line.startsWith(MARK)) {
          arrivals.merge(line, 1, Integer::sum);
        }
      }
    }
  }
}
