package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.PolicySettings.Mode;
import io.postern.core.audit.AuditEvent;
import io.postern.core.history.PolicyHistory;
import io.postern.core.model.MessageId;
import io.postern.core.queue.HeldMail;
import io.postern.packaging.Gateway;
import io.postern.packaging.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway configured to hold lets nothing leave; switched to enforce, only what comes then. */
@Timeout(60)
class HoldModeHoldsAndEnforceReleasesNothingTest {
  private static final byte[] MESSAGE =
      "From: a@clinic.example\r\nSubject: hours\r\n\r\nOpen until five.\r\n"
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  @TempDir Path directory;

  @Test
  void hold_thenEnforce_heldStaysUntilAPersonReleasesIt() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.good("hospital.example");
      journey.section("policy", "{mode: hold}");
      Gateway gateway = journey.start();
      MessageId held = send(journey, "dr@hospital.example");
      try (Stores command = journey.stores()) {
        assertThat(command.modes().current()).isEqualTo(Mode.HOLD);
        command.modes().change(Mode.ENFORCE, "pat");
      }
      Awaitility.await().until(() -> gateway.stores().modes().current() == Mode.ENFORCE);
      send(journey, "nurse@hospital.example");
      await(remote, 1);
      assertThat(remote.messages().getFirst().to()).containsExactly("nurse@hospital.example");
      assertThat(gateway.stores().admin().list(Optional.of("held"), 10)).hasSize(1);
      assertThat(Journey.story(gateway.stores(), held))
          .anyMatch(e -> e instanceof AuditEvent.Held h && h.queue().equals("mode"))
          .noneMatch(e -> e instanceof AuditEvent.Notified);
      gateway.stores().held().release(HeldMail.Choice.all(held), List.of(), "pat");
      await(remote, 2);
      assertStored(gateway.stores().history());
    }
  }

  private static void assertStored(PolicyHistory history) {
    assertThat(history.spans()).hasSize(1);
    String version = history.spans().getFirst().version();
    assertThat(history.files(version).orElseThrow().files().getFirst().text())
        .isEqualTo(Journey.PASS_EVERYTHING);
  }

  private static MessageId send(Journey journey, String to) throws IOException {
    try (Client client = Client.to(journey.listener())) {
      return Journey.id(client.send(List.of(to), MESSAGE));
    }
  }

  private static void await(Remote remote, int messages) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> remote.messages().size() == messages);
  }
}
