package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.packaging.Gateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A message to a thousand is taken in one transaction, and none of them is forgotten. */
@Timeout(60)
class ThousandRecipientsAreEachStoredAndDeliveredTest {
  private static final List<String> THOUSAND =
      IntStream.range(0, 1000).mapToObj(i -> "r" + i + "@many.example").toList();

  @TempDir Path directory;

  @Test
  void send_toAThousand_eachIsDecidedStoredAndDeliveredOnce() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      AtomicBoolean open = new AtomicBoolean();
      Remote remote =
          journey.remote(
              "many.example",
              Conduct.secured(journey.authority().server("mx.many.example"))
                  .end(() -> open.get() ? "250 2.0.0 taken" : "451 4.3.0 not yet"));
      Gateway gateway = journey.start();
      MessageId id = send(journey);

      // Not one was taken from us, so all that are stored wait in the queue.
      Awaitility.await().until(() -> remote.contents() > 0);
      assertThat(
              gateway.stores().admin().show(id).stream()
                  .flatMap(delivery -> delivery.recipients().stream()))
          .containsExactlyInAnyOrderElementsOf(THOUSAND);
      assertThat(Journey.story(gateway.stores(), id))
          .anyMatch(e -> e instanceof AuditEvent.Accepted a && a.to().size() == 1000);

      open.set(true);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> arrived(remote).size() >= THOUSAND.size());
      assertThat(arrived(remote)).containsExactlyInAnyOrderElementsOf(THOUSAND);
    }
  }

  private static MessageId send(Journey journey) throws Exception {
    try (Client client = Client.to(journey.listener())) {
      return Journey.id(
          client.send(
              THOUSAND, "Subject: to all\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private static List<String> arrived(Remote remote) {
    return remote.messages().stream().flatMap(m -> m.to().stream()).toList();
  }
}
