package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.packaging.Stores;
import io.postern.packaging.cli.Postern;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What policy holds waits for the person that it names, who may not let it go on less protected.
 */
@Timeout(60)
class HeldLetterGoesOnAsAPersonSaysTest {
  private static final byte[] LETTER =
      """
      From: nurse@clinic.example
      Subject: Referral
      Content-Type: text/plain; charset=utf-8

      Patient: Maria Lopez
      DOB: 03/14/1961
      She was diagnosed with type 2 diabetes. \u001b[2J
      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.UTF_8);
  private static final String POLICY =
      """
      rules:
        - name: review
          when: {verdict: phi, recipient: '*@plain.example'}
          hold: {queue: compliance, release_by: [%s], protect: [tls, portal]}
        - name: strict
          when: {verdict: phi, recipient: '*@strict.example'}
          hold: {queue: compliance, protect: [tls]}
        - name: pass
          when: {verdict: [phi, none]}
          deliver: opportunistic
      """;

  @TempDir Path directory;

  /** What a command said. */
  private record Said(int code, String out, String err) {}

  @Test
  void held_serverWithoutTls_goesByPortalOnceReleased() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote plain = journey.remote("plain.example", Conduct.plain());
      journey.portal();
      journey.policy(POLICY.formatted(System.getProperty("user.name")));
      Stores stores = journey.start().stores();
      MessageId id = send(journey, "jane@plain.example");

      assertShown(journey, id);
      assertThat(held(journey, "release", "--protect", "smime,portal", id.value()).code()).isZero();

      await(() -> story(stores, id).anyMatch(e -> e instanceof AuditEvent.Offered));
      assertThat(plain.messages()).noneMatch(m -> m.text().contains("Lopez"));
      assertThat(held(journey, "list", "--json").out()).doesNotContain(id.value());
    }
  }

  @Test
  void held_policyTakesTlsOnly_isRefusedWithANotice() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote sender = journey.good("clinic.example");
      Remote strict = journey.good("strict.example");
      journey.portal();
      journey.policy(POLICY.formatted("nobody"));
      Stores stores = journey.start().stores();
      MessageId id = send(journey, "jane@strict.example");

      Said portal = held(journey, "release", "--protect", "portal", id.value());
      assertThat(portal.code()).isEqualTo(2);
      assertThat(portal.err()).contains("portal instead of tls needs a reason");
      assertThat(held(journey, "list").out()).contains(id.value(), "compliance", "any operator");
      assertThat(held(journey, "refuse", "--why", "wrong person", id.value()).code()).isZero();

      await(() -> !sender.messages().isEmpty());
      assertThat(sender.messages().getFirst().text())
          .contains("554 5.7.1", "jane@strict.example")
          .doesNotContain("Lopez")
          .doesNotContain("wrong person");
      await(() -> story(stores, id).anyMatch(e -> e instanceof AuditEvent.Shredded));
      assertThat(strict.messages()).isEmpty();
    }
  }

  @Test
  void held_policyTakesTlsOnly_goesToThePortalForAReason() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote strict = journey.remote("strict.example", Conduct.plain());
      journey.portal();
      journey.policy(POLICY.formatted("nobody"));
      Stores stores = journey.start().stores();
      MessageId id = send(journey, "jane@strict.example");

      Said said =
          held(journey, "release", "--protect", "portal", "--why", "no TLS there", id.value());

      assertThat(said.code()).as(said.err()).isZero();
      await(() -> story(stores, id).anyMatch(e -> e instanceof AuditEvent.Offered));
      assertThat(story(stores, id))
          .filteredOn(AuditEvent.Released.class::isInstance)
          .singleElement()
          .satisfies(e -> assertThat(((AuditEvent.Released) e).why()).contains("no TLS there"));
      await(() -> !strict.messages().isEmpty());
      assertThat(strict.messages()).noneMatch(m -> m.text().contains("Lopez"));
      for (String[] wrong :
          new String[][] {
            {id.value()}, {"--number", "9", id.value()}, {"01KA3W7T0QZ5V8N2M4XBD6CEFG"}
          }) {
        Said again = held(journey, "release", wrong);
        assertThat(again.code()).isOne();
        assertThat(again.out()).contains("nothing of it is held");
      }
      assertThat(held(journey, "release", "not-an-id").code()).isEqualTo(2);
    }
  }

  private static void assertShown(Journey journey, MessageId id) {
    Said shown = held(journey, "show", id.value());
    assertThat(shown.out())
        .contains("held in     compliance", "tls=verified", "rule: 10-test.yaml: review")
        .doesNotContain("Lopez");
    assertThat(Json.readObject(held(journey, "show", "--json", id.value()).out()))
        .containsOnlyKeys("deliveries", "events");
    Said noReason = held(journey, "show", "--content", id.value());
    assertThat(noReason.code()).isEqualTo(2);
    assertThat(noReason.out()).isEmpty();
    Said content = held(journey, "show", "--content", "--reason", "complaint 7", id.value());
    assertThat(content.out()).contains("Maria Lopez").doesNotContain("\u001b");
    assertThat(held(journey, "show", id.value()).out()).contains("because: complaint 7");
  }

  private static java.util.stream.Stream<AuditEvent> story(Stores stores, MessageId id) {
    return Journey.story(stores, id).stream();
  }

  private static MessageId send(Journey journey, String to) throws Exception {
    try (Client client = Client.to(journey.listener())) {
      return Journey.id(client.send(List.of(to), LETTER));
    }
  }

  private static Said held(Journey journey, String verb, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Postern.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> words = new java.util.ArrayList<>(List.of("held", verb));
    words.addAll(List.of("--home", journey.home().toString()));
    words.addAll(List.of(more));
    int code = command.execute(words.toArray(String[]::new));
    return new Said(code, out.toString(), err.toString());
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
  }
}
