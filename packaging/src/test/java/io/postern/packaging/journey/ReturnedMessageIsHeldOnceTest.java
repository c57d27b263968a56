package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.core.queue.HeldMail;
import io.postern.packaging.Gateway;
import io.postern.packaging.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A provider that routes our mail to us again gets it neither sent again nor refused. */
@Timeout(60)
class ReturnedMessageIsHeldOnceTest {
  private static final byte[] MESSAGE =
      "From: a@clinic.example\r\nMessage-ID: <1@clinic.example>\r\n\r\nhello\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;

  @Test
  void returnRoute_providerSendsItBack_isHeldUntilAPersonLetsItGo() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote relay = journey.good("relay.example");
      journey.section(
          "outbound",
          journey.outbound(
              ", return: [{upstream: clinic, host: 'mx.relay.example:%d', processed_word: %s}]"
                  .formatted(relay.port(), "word-0123456789abcdef")));
      Gateway gateway = journey.start();
      send(journey, MESSAGE);
      await(relay, 1);
      Remote.Received left = relay.messages().getFirst();
      assertThat(left.tls()).isTrue();
      assertThat(left.text()).contains("X-Postern-Processed: word-0123456789abcdef\r\n");

      MessageId first = send(journey, left.content());
      MessageId second = send(journey, left.content());

      assertHeld(gateway.stores(), first);
      assertHeld(gateway.stores(), second);
      assertThat(relay.messages()).hasSize(1);
      HeldMail held = gateway.stores().held();
      assertThat(held.list(10)).hasSize(2);
      held.release(HeldMail.Choice.all(first), List.of(), "pat");
      await(relay, 2);
      assertThat(relay.messages().get(1).text().split("X-Postern-Trace:", -1)).hasSize(2);
    }
  }

  private static void assertHeld(Stores stores, MessageId id) {
    assertThat(Journey.story(stores, id))
        .anyMatch(e -> e instanceof AuditEvent.Held h && h.why().startsWith("loop: it left here"))
        .noneMatch(e -> e instanceof AuditEvent.Notified);
  }

  private static MessageId send(Journey journey, byte[] message) throws IOException {
    try (Client client = Client.to(journey.listener())) {
      return Journey.id(client.send(List.of("jane@elsewhere.example"), message));
    }
  }

  private static void await(Remote remote, int messages) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> remote.messages().size() == messages);
  }
}
