package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.packaging.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trace field that somebody else made neither stops a message nor spares it anything; a real one
 * gets every message held that carries it.
 */
@Timeout(60)
class ForgedLoopHeaderGivesNothingTest {
  private static final String POLICY =
      """
      rules:
        - name: phi
          when: {verdict: [phi, unscannable]}
          protect: [tls]
        - name: rest
          deliver: opportunistic
      """;

  /** Of the right form, with a signature made without the key. */
  private static final String FORGED =
      "X-Postern-Trace: v=1; node=gateway; id=01JD0000000000000000000000; t=1763716000;\r\n h="
          + "0123456789abcdef".repeat(4)
          + "\r\n";

  private static final String PROCESSED = "X-Postern-Processed: yes\r\n";
  private static final Pattern TRACE =
      Pattern.compile("X-Postern-Trace: [^\r]+\r\n(?:[ \t][^\r]+\r\n)*");

  @TempDir Path directory;

  @Test
  void send_forgedTrace_isRemovedAndTheMessageGoesItsWay() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home")).policy(POLICY)) {
      Remote good = journey.good("good.example");
      journey.start();
      send(journey, "good.example", text(FORGED + PROCESSED));
      await(good, 1);
      String left = good.messages().getFirst().text();
      assertThat(left).doesNotContain("01JD0000000000000000000000").doesNotContain("Processed");
      assertThat(TRACE.matcher(left).results()).hasSize(1);
    }
  }

  @Test
  void send_phiWithForgedTrace_leavesNoWeakerForIt() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home")).policy(POLICY)) {
      Remote weak = journey.remote("weak.example", Conduct.plain());
      Gateway gateway = journey.start();
      MessageId id = send(journey, "weak.example", above(FORGED + PROCESSED, Letter.bytes()));
      Awaitility.await()
          .until(() ->
              Journey.story(gateway.stores(), id).stream()
                  .anyMatch(AuditEvent.Held.class::isInstance));
      assertThat(Journey.story(gateway.stores(), id))
          .noneMatch(e -> e instanceof AuditEvent.Held h && h.why().startsWith("loop"));
      assertThat(weak.heard()).allMatch(said -> Letter.foundIn(said).isEmpty());
      assertThat(weak.messages()).isEmpty();
    }
  }

  @Test
  void send_realTraceOnOtherMail_isHeldWhateverItIs() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home")).policy(POLICY)) {
      Remote good = journey.good("good.example");
      Gateway gateway = journey.start();
      send(journey, "good.example", text(""));
      await(good, 1);
      Matcher trace = TRACE.matcher(good.messages().getFirst().text());
      assertThat(trace.find()).isTrue();
      for (String fields : List.of(trace.group(), FORGED + trace.group(), trace.group() + FORGED)) {
        MessageId id = send(journey, "good.example", text(fields));
        assertThat(Journey.story(gateway.stores(), id))
            .anyMatch(e -> e instanceof AuditEvent.Held h && h.why().startsWith("loop: it left"));
      }
      assertThat(good.messages()).hasSize(1);
    }
  }

  private static byte[] text(String fields) {
    return (fields + "From: nurse@clinic.example\r\nSubject: lunch\r\n\r\nat noon\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] above(String fields, byte[] message) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(fields.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(message);
    return all.toByteArray();
  }

  private static MessageId send(Journey journey, String domain, byte[] message) throws IOException {
    try (Client client = Client.to(journey.listener())) {
      return Journey.id(client.send(List.of("jane@" + domain), message));
    }
  }

  private static void await(Remote remote, int messages) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> remote.messages().size() == messages);
  }
}
