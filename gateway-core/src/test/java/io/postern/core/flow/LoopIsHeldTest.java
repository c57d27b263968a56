package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.loop.LoopGuard;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Judgement;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Modifiers;
import io.postern.core.model.Modifiers.ArchiveCopy;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Rewriting;
import io.postern.core.model.Screening;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.queue.HeldMail;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.core.testing.LogWatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was here before, or too often, waits for a person; it is neither sent nor bounced. */
class LoopIsHeldTest {
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  private static final String RECEIVED = "Received: from a by gw.example; now\r\n";
  private static final String FIELDS =
      "From: a@clinic.example\r\nMessage-ID: <1@clinic.example>\r\n";

  @TempDir Path directory;
  private Spine spine;

  @BeforeEach
  void open() {
    spine = Spine.open(directory, 100);
    spine.start();
    decide(r -> new Decision.Deliver(r, List.of(TLS), Reasons.of("test")));
  }

  @AfterEach
  void close() {
    spine.close();
  }

  @Test
  void accept_messageThatLeftHere_isHeldWithItsReasonAndNobodyIsTold() throws IOException {
    MessageId before = MessageId.create(1);

    MessageId id =
        take(RECEIVED + spine.trace().of(before) + FIELDS + "\r\nx\r\n", "b@example.org");

    assertThat(held()).extracting(Row::message).containsExactly(id);
    assertThat(held().getFirst().holdQueue()).contains(LoopGuard.QUEUE);
    assertThat(heldEvent(id).why()).isEqualTo("loop: it left here before as " + before);
    assertThat(spine.courier().carried()).isEmpty();
    assertThat(spine.story(id)).containsExactly("accepted", "screened", "decided", "held");
  }

  @Test
  void accept_traceFoldedAnewByARelay_isKnownAllTheSame() throws IOException {
    String trace = spine.trace().of(MessageId.create(1)).replace("; ", ";\r\n\t").stripTrailing();

    take(RECEIVED + FIELDS + trace + "\r\n\r\nx\r\n", "b@example.org");

    assertThat(held()).hasSize(1);
  }

  @Test
  void release_heldLoop_goesOutWithWhatPolicyAllowed() throws IOException {
    MessageId id =
        take(spine.trace().of(MessageId.create(1)) + FIELDS + "\r\nx\r\n", "b@example.org");

    spine.held().release(HeldMail.Choice.all(id), List.of(), "pat");

    await().until(() -> spine.story(id).contains("shredded"));
    assertThat(spine.courier().carried().getFirst().consignment().protection()).isEqualTo(TLS);
  }

  @Test
  void accept_loopThatPolicyWouldRefuse_isHeldNotRefused() throws IOException {
    decide(r -> new Decision.Refuse(r, Reply.of(550, "5.7.1", "no"), Reasons.of("test")));

    take(spine.trace().of(MessageId.create(1)) + FIELDS + "\r\nx\r\n", "b@example.org");

    assertThat(held()).hasSize(1);
  }

  @Test
  void accept_loopWithArchiveAndNotice_sendsNeither() throws IOException {
    Modifiers copied =
        new Modifiers(
            Rewriting.NONE,
            List.of(new ArchiveCopy(Mailbox.parse("j@archive.example"), List.of(TLS))),
            Optional.of("We looked."));
    decide(r -> new Decision.Deliver(r, List.of(TLS), Reasons.of("test"), copied));

    MessageId id =
        take(spine.trace().of(MessageId.create(1)) + FIELDS + "\r\nx\r\n", "b@example.org");

    assertThat(spine.admin().list(Optional.empty(), 100))
        .extracting(Row::recipients)
        .containsExactly(List.of("b@example.org"));
    assertThat(spine.story(id)).containsExactly("accepted", "screened", "decided", "held");
    assertThat(spine.courier().carried()).isEmpty();
  }

  @Test
  void release_loopThatPolicyRefuses_needsAReason() throws IOException {
    decide(r -> new Decision.Refuse(r, Reply.of(550, "5.7.1", "no"), Reasons.of("test")));
    MessageId id =
        take(spine.trace().of(MessageId.create(1)) + FIELDS + "\r\nx\r\n", "b@example.org");
    HeldMail.Choice all = HeldMail.Choice.all(id);

    assertThatThrownBy(() -> spine.held().release(all, List.of(TLS), "pat"))
        .hasMessageContaining("policy refused it");
    assertThat(spine.held().release(all, List.of(TLS), "pat", Optional.of("is fine"))).hasSize(1);
  }

  @Test
  void accept_forgedTraces_changeNothingAndAreCounted() throws IOException {
    String good = spine.trace().of(MessageId.create(1));
    List<String> forged =
        List.of(
            good.replaceFirst("id=0000000001", "id=0000000002"),
            good.replaceFirst("node=test", "node=other"),
            good.replaceFirst("t=\\d", "t=9"),
            good.replaceFirst("h=[0-9a-f]{2}", "h=zz"),
            "X-Postern-Trace: v=1\r\n",
            "X-Postern-Processed: please\r\n");
    for (int i = 0; i < forged.size(); i++) {
      take(forged.get(i) + "Message-ID: <" + i + "@x.example>\r\n\r\nx\r\n", "b@example.org");
    }

    await().until(() -> spine.courier().carried().size() == forged.size());
    assertThat(held()).isEmpty();
    assertThat(spine.loops().foreign()).isEqualTo(forged.size());
  }

  @Test
  void log_loopAndForgedTrace_areAnAlarmAndAWarningWithoutTheField() throws IOException {
    String real = spine.trace().of(MessageId.create(1));
    String forged = real.replaceFirst("h=[0-9a-f]{8}", "h=00000000");
    try (LogWatch log = new LogWatch()) {
      MessageId loop = take(real + FIELDS + "Subject: zq-canary\r\n\r\nx\r\n", "b@example.org");
      MessageId passed = take(forged + "Subject: zq-canary\r\n\r\nx\r\n", "b@example.org");

      assertThat(log.lines("ERROR"))
          .singleElement()
          .asString()
          .contains(loop + ": loop: held", "alarm=\"LOOP\"");
      assertThat(log.lines("WARN")).anyMatch(l -> l.startsWith(passed + ": it came with a trace"));
      assertThat(log.lines())
          .noneMatch(l -> l.contains("zq-canary"))
          .noneMatch(l -> l.contains(signature(real)) || l.contains(signature(forged)));
    }
  }

  private static String signature(String trace) {
    return trace.substring(trace.indexOf("h=") + 2).strip();
  }

  @Test
  void accept_traceInTheBodyOrInsideAPart_isNoTrace() throws IOException {
    take(FIELDS + "\r\n" + spine.trace().of(MessageId.create(1)) + "\r\nx\r\n", "b@example.org");

    await().until(() -> spine.courier().carried().size() == 1);
  }

  @Test
  void accept_tooManyHops_isHeld() throws IOException {
    take(RECEIVED.repeat(51) + FIELDS + "\r\nx\r\n", "b@example.org");
    assertThat(held()).isEmpty();

    MessageId id = take(RECEIVED.repeat(52) + FIELDS + "\r\ny\r\n", "b@example.org");

    assertThat(heldEvent(id).why()).contains("51 Received fields, more than 50");
  }

  @Test
  void accept_sameMessageForSameRecipientTooOften_isHeldForThatRecipientOnly() throws IOException {
    String message = FIELDS + "\r\nthe same\r\n";
    for (int i = 0; i < 3; i++) {
      take(message, "b@example.org");
    }
    assertThat(held()).isEmpty();

    take(message.replace("\r\nthe", "\r\nthe\n"), "b@example.org", "c@example.org");

    assertThat(held()).hasSize(1);
    assertThat(held().getFirst().recipients()).containsExactly("b@example.org");
    await().until(() -> spine.courier().carried().size() == 4);
  }

  @Test
  void accept_forkedCopiesAndOtherBodies_pass() throws IOException {
    for (int i = 0; i < 20; i++) {
      take(FIELDS + "\r\nthe same\r\n", "b" + i + "@example.org");
      take(FIELDS + "\r\nnumber " + i + "\r\n", "b@example.org");
      take("From: no-id@clinic.example\r\n\r\nalert\r\n", "b@example.org");
    }

    await().until(() -> spine.courier().carried().size() == 60);
    assertThat(held()).isEmpty();
  }

  @Test
  void accept_sameMessageAfterTheWindow_passes() throws IOException {
    for (int i = 0; i < 10; i++) {
      take(FIELDS + "\r\nthe same\r\n", "b@example.org");
      spine.clock().advance(Duration.ofMinutes(21));
    }

    assertThat(held()).isEmpty();
  }

  private void decide(Spine.Rule rule) {
    spine.policy(
        (e, c) -> new Judgement(Screening.OWN_MAIL, e.to().stream().map(rule::decide).toList()));
  }

  private List<Row> held() {
    return spine.admin().list(Optional.of("held"), 100);
  }

  private AuditEvent.Held heldEvent(MessageId id) {
    return spine.audit().ofMessage(id).stream()
        .map(AuditLink::event)
        .flatMap(Optional::stream)
        .filter(AuditEvent.Held.class::isInstance)
        .map(AuditEvent.Held.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private MessageId take(String message, String... to) throws IOException {
    MessageId id = MessageId.create(spine.clock().millis());
    Envelope envelope =
        new Envelope(
            id,
            new Upstream(
                "office", Upstream.Kind.NETWORK, "192.0.2.9", "h", "ESMTP", Optional.empty()),
            ReversePath.of("a@clinic.example"),
            List.of(to).stream().map(Recipient::of).toList(),
            spine.clock().instant(),
            EsmtpOptions.NONE);
    try (Draft draft = spine.flow().newDraft(id)) {
      draft.sink().write(message.getBytes(StandardCharsets.ISO_8859_1));
      return ((Acceptance.Accepted) spine.flow().accept(envelope, draft)).id();
    }
  }
}
