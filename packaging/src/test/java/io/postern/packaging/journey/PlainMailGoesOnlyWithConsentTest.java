package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.consent.Consent;
import io.postern.core.consent.ConsentRegister.Entry;
import io.postern.core.model.MessageId;
import io.postern.packaging.Gateway;
import io.postern.packaging.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A patient's consent counts from the next message on, and so does its withdrawal. */
@Timeout(60)
class PlainMailGoesOnlyWithConsentTest {
  private static final String SCOPE = "plain_email";
  private static final String POLICY =
      """
      rules:
        - name: chosen
          when:
            verdict: [phi, unscannable, none, identifier_only, health_only, already_protected]
            consent: plain_email
          deliver: opportunistic
        - name: everybody else
          hold: {queue: nobody-agreed}
      """;

  @TempDir Path directory;

  @Test
  void consent_recordedAndWithdrawnWhileRunning_decidesTheNextMessage() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home")).policy(POLICY)) {
      Remote remote = journey.good("patient.example");
      Gateway gateway = journey.start();
      assertHeld(gateway.stores(), send(journey));
      try (Stores command = journey.stores()) {
        command.consents().record(List.of(new Entry(consent(), Optional.empty())), "pat");
      }
      MessageId sent = send(journey);
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> remote.messages().size() == 1);
      assertThat(Journey.story(gateway.stores(), sent))
          .anyMatch(e ->
              e instanceof AuditEvent.Decided d
                  && d.reasons()
                      .because()
                      .contains("the recipient's consent is in force: " + SCOPE));
      try (Stores command = journey.stores()) {
        command.consents().withdraw("Bob@Patient.example", Optional.empty(), "pat");
      }
      assertHeld(gateway.stores(), send(journey));
      assertThat(remote.messages()).hasSize(1);
    }
  }

  private static Consent consent() {
    Instant given = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
    return new Consent("bob@patient.example", SCOPE, given, "v1", Optional.empty());
  }

  private static void assertHeld(Stores stores, MessageId id) {
    assertThat(Journey.story(stores, id))
        .anyMatch(e -> e instanceof AuditEvent.Held h && h.queue().equals("nobody-agreed"));
  }

  private static MessageId send(Journey journey) throws IOException {
    try (Client client = Client.to(journey.listener())) {
      return Journey.id(client.send(List.of("BOB@patient.example"), Letter.bytes()));
    }
  }
}
