package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.packaging.Stores;
import io.postern.packaging.cli.Postern;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Where a rule cannot be asked, nothing leaves: it is held with the reason, and the version. */
@Timeout(120)
class WhatPolicyCannotDecideIsHeldTest {
  private static final String LETTER =
      "From: a@clinic.example\r\nSubject: hours %d\r\n\r\nOpen until five.\r\n";
  private static final String CLEAR =
      "deliver: opportunistic, when: {verdict: [phi, none, identifier_only, health_only], ";

  @TempDir Path directory;
  private int sent;

  @Test
  void expressionThatRaises_isHeldWithTheReason() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.good("hospital.example");
      journey.policy("rules: [{name: odd, " + CLEAR + "expression: 'size / patients > size'}}]\n");
      Stores stores = journey.start().stores();

      assertHeld(journey, stores, remote, send(journey, LETTER), "10-test.yaml: odd", "expression");
    }
  }

  @Test
  void listThatVanishesWhileRunning_isHeldFromThenOnUntilItIsBack() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.good("hospital.example");
      journey.policy(
          "lists: {partners: {file: partners.txt, of: domains}}\n"
              + "rules: [{name: partner, "
              + CLEAR
              + "recipient_domain: 'list:partners'}}]\n");
      journey.section("policy", "{reload_interval: 20ms}").write();
      Path list = journey.home().resolve("policies/partners.txt");
      Files.writeString(list, "hospital.example\n");
      Stores stores = journey.start().stores();
      send(journey, LETTER);
      await(() -> remote.messages().size() == 1);

      Files.delete(list);
      MessageId held = awaitHeld(journey, stores);
      int before = remote.messages().size();
      assertHeld(
          journey, stores, held, "10-test.yaml: partner", "the list partners cannot be read");

      Files.writeString(list, "hospital.example\nother.example\n");
      await(() -> {
        send(journey, LETTER);
        return remote.messages().size() > before;
      });
    }
  }

  @Test
  void verdictThatNoRuleNames_isHeldWithTheReason() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.good("hospital.example");
      journey.policy("rules: [{name: clear, deliver: opportunistic, when: {verdict: none}}]\n");
      Stores stores = journey.start().stores();

      MessageId id = send(journey, new String(Letter.bytes(), StandardCharsets.UTF_8));

      assertHeld(journey, stores, remote, id, "none", "no rule matches");
    }
  }

  @Test
  void consentsThatCannotBeAsked_areHeldWithTheReason() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.good("hospital.example");
      journey.policy("rules: [{name: chosen, " + CLEAR + "consent: plain_email}}]\n");
      Stores stores = journey.start().stores();
      stores
          .database()
          .write(tx -> tx.prepare("ALTER TABLE consent RENAME TO elsewhere").executeUpdate())
          .join();

      assertHeld(journey, stores, remote, send(journey, LETTER), "10-test.yaml: chosen", "consent");
    }
  }

  private MessageId awaitHeld(Journey journey, Stores stores) {
    MessageId[] held = new MessageId[1];
    await(() -> {
      held[0] = send(journey, LETTER);
      return story(stores, held[0], AuditEvent.Held.class).size() == 1;
    });
    return held[0];
  }

  private static void assertHeld(
      Journey journey, Stores stores, Remote remote, MessageId id, String rule, String why) {
    assertHeld(journey, stores, id, rule, why);
    assertThat(remote.messages()).isEmpty();
  }

  private static void assertHeld(
      Journey journey, Stores stores, MessageId id, String rule, String why) {
    assertThat(story(stores, id, AuditEvent.Held.class))
        .extracting(AuditEvent.Held::queue)
        .containsExactly("policy");
    AuditEvent.Decided decided = story(stores, id, AuditEvent.Decided.class).getFirst();
    assertThat(decided.reasons().rule()).isEqualTo(rule);
    assertThat(String.join("; ", decided.reasons().because())).contains(why);
    assertThat(shown(journey, id))
        .contains("policy: " + stores.history().spans().getFirst().version());
  }

  private static <E extends AuditEvent> List<E> story(Stores stores, MessageId id, Class<E> type) {
    return Journey.story(stores, id).stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static String shown(Journey journey, MessageId id) {
    StringWriter out = new StringWriter();
    CommandLine command = Postern.commandLine().setOut(new PrintWriter(out));
    command.execute("audit", "show", "--home", journey.home().toString(), id.value());
    return out.toString();
  }

  /** Each with a number, since the same again and again would be a loop. */
  private MessageId send(Journey journey, String letter) throws IOException {
    String numbered = letter.replace("%d", Integer.toString(++sent));
    try (Client client = Client.to(journey.listener())) {
      return Journey.id(
          client.send(List.of("dr@hospital.example"), numbered.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
  }
}
