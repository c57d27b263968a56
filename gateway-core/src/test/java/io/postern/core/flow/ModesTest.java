package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.PolicySettings.Mode;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.mode.CircuitBreaker;
import io.postern.core.mode.ModalEngine;
import io.postern.core.mode.ModeSwitch;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.HostReply;
import io.postern.core.model.Judgement;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Modifiers;
import io.postern.core.model.Modifiers.ArchiveCopy;
import io.postern.core.model.Outcome;
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
import io.postern.core.port.Content;
import io.postern.core.port.Draft;
import io.postern.core.port.Meters;
import io.postern.core.port.PolicyEngine;
import io.postern.core.queue.HeldMail;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.FakeCourier;
import io.postern.core.testing.Modes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each mode does to mail, and the breaker, from the door to the courier. */
@Timeout(60)
class ModesTest {
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  private static final Protection PORTAL = new Protection.PortalPickup(Duration.ofDays(30), true);
  private static final Protection CLEAR = new Protection.OpportunisticTls();
  private static final BytesContent MESSAGE =
      BytesContent.of("From: a@clinic.example\nSubject: x\n\nThe letter.\n");
  private static final Optional<String> VERSION = Optional.of("cafe");
  private static final Modifiers COPIED =
      new Modifiers(
          Rewriting.NONE,
          List.of(new ArchiveCopy(Mailbox.parse("journal@archive.example"), List.of(TLS))),
          Optional.of("We looked."));
  private static final Reply NO = Reply.of(550, "5.7.1", "not to them");

  @TempDir private Path directory;
  private Spine spine;
  private ModeSwitch modes;

  @BeforeEach
  void build() {
    spine = Spine.open(directory, 100);
    modes = new ModeSwitch(spine.database(), Modes.of(Mode.ENFORCE, true), spine.clock());
    CircuitBreaker breaker =
        new CircuitBreaker(
            new PolicySettings.Breaker(0.5, 4, Duration.ofMinutes(10)),
            modes,
            Meters.NONE,
            spine.clock(),
            "test");
    spine.open(() -> modes.current() != Mode.HOLD);
    spine.watch(breaker);
    spine.policy(new ModalEngine((e, c) -> judged(e), modes, Optional.of(breaker)));
    spine.start();
  }

  @AfterEach
  void close() {
    spine.close();
  }

  private static Judgement judged(Envelope envelope) {
    return new Judgement(
        Screening.OWN_MAIL,
        envelope.to().stream().map(ModesTest::decided).toList(),
        List.of(),
        VERSION);
  }

  private static Decision decided(Recipient r) {
    return switch (r.mailbox().localPart()) {
      case "refused" -> new Decision.Refuse(r, NO, Reasons.of("10.yaml: no"));
      case "held" -> new Decision.Hold(r, "compliance", Reasons.of("10.yaml: look"), List.of(TLS));
      case "attested" ->
          new Decision.Deliver(
              r, List.of(CLEAR), new Reasons("10.yaml: said", List.of(), Optional.of("no phi")));
      case "archived" -> new Decision.Deliver(r, List.of(TLS), Reasons.of("10.yaml: yes"), COPIED);
      case "look" ->
          new Decision.Hold(
              r,
              "compliance",
              Reasons.of("10.yaml: look"),
              List.of(TLS),
              HoldTerms.UNTIL_DECIDED,
              COPIED);
      default -> new Decision.Deliver(r, List.of(TLS, PORTAL), Reasons.of("10.yaml: yes"));
    };
  }

  private MessageId accept(String... to) throws IOException {
    return ((Acceptance.Accepted) offer(EsmtpOptions.NONE, to)).id();
  }

  private Acceptance offer(EsmtpOptions options, String... to) throws IOException {
    MessageId id = MessageId.create(spine.clock().millis());
    Envelope envelope =
        new Envelope(
            id,
            new Upstream(
                "office", Upstream.Kind.NETWORK, "192.0.2.9", "h", "ESMTP", Optional.empty()),
            ReversePath.of("a@clinic.example"),
            List.of(to).stream().map(Recipient::of).toList(),
            spine.clock().instant(),
            options);
    try (Draft draft = spine.flow().newDraft(id)) {
      draft.sink().write(MESSAGE.bytes());
      return spine.flow().accept(envelope, draft);
    }
  }

  private List<Row> rows(String state) {
    return spine.admin().list(Optional.of(state), 100);
  }

  private List<AuditEvent.Decided> decisions(MessageId id) {
    return spine.audit().ofMessage(id).stream()
        .map(AuditLink::event)
        .flatMap(Optional::stream)
        .filter(AuditEvent.Decided.class::isInstance)
        .map(AuditEvent.Decided.class::cast)
        .toList();
  }

  private void awaitEnd(MessageId id) {
    await().until(() -> spine.story(id).contains("shredded"));
  }

  @Test
  void hold_everythingThatComes_isHeldEachWithWhatPolicySaid() throws IOException {
    modes.change(Mode.HOLD, "alice");
    MessageId id = accept("b@example.org", "refused@example.org", "held@example.org");
    assertThat(rows("held")).hasSize(3);
    assertThat(decisions(id)).extracting(AuditEvent.Decided::decision).containsOnly("hold");
    assertThat(decisions(id)).extracting(AuditEvent.Decided::policy).containsOnly(VERSION);
    assertThat(decisions(id).get(0).reasons())
        .isEqualTo(
            Reasons.of(
                "mode hold", "policy would deliver by tls, else portal", "by rule 10.yaml: yes"));
    assertThat(decisions(id).get(1).reasons().because())
        .first()
        .asString()
        .startsWith("policy would refuse with 550");
    assertThat(decisions(id).get(2).reasons().rule()).isEqualTo("10.yaml: look");
    assertThat(spine.courier().carried()).isEmpty();
  }

  @Test
  void hold_copiesAndNotices_waitForAPersonOrAreNotWritten() throws IOException {
    modes.change(Mode.HOLD, "alice");
    for (String to : List.of("archived@example.org", "look@example.org")) {
      MessageId id = accept(to);
      assertThat(spine.story(id)).doesNotContain("notified");
      assertThat(rows("held").stream().filter(r -> r.message().equals(id)))
          .extracting(Row::recipients)
          .containsExactlyInAnyOrder(List.of(to), List.of("journal@archive.example"));
    }
    assertThat(rows("held"))
        .extracting(r -> r.holdQueue().orElseThrow())
        .containsExactlyInAnyOrder("mode", "mode", "compliance", "mode");
    assertThat(rows("queued")).isEmpty();
    assertThat(rows("leased")).isEmpty();
  }

  @Test
  void hold_whatPolicyRefuses_isReleasedWithAReasonOnly() throws IOException {
    modes.change(Mode.HOLD, "alice");
    HeldMail.Choice refused = HeldMail.Choice.all(accept("refused@example.org"));
    HeldMail.Choice other = HeldMail.Choice.all(accept("b@example.org"));
    List<Protection> tls = List.of(TLS);
    assertThatThrownBy(() -> spine.held().release(refused, tls, "alice"))
        .hasMessage("policy refused it: to release it needs a reason");
    assertThat(spine.held().release(other, List.of(), "alice")).hasSize(1);
    assertThat(spine.held().release(refused, tls, "alice", Optional.of("mistaken policy")))
        .hasSize(1);
  }

  @Test
  void enforce_afterHold_releasesNothingByItselfAndAPersonDoes() throws IOException {
    modes.change(Mode.HOLD, "alice");
    MessageId held = accept("b@example.org");
    modes.change(Mode.ENFORCE, "alice");
    MessageId next = accept("c@example.org");
    awaitEnd(next);
    assertThat(spine.courier().carried()).hasSize(1);
    assertThat(rows("held")).extracting(Row::message).containsExactly(held);
    spine.held().release(HeldMail.Choice.all(held), List.of(), "alice");
    spine.clock().advance(Duration.ofSeconds(1));
    awaitEnd(held);
    assertThat(spine.courier().carried().get(1).consignment().protection()).isEqualTo(TLS);
  }

  @Test
  void hold_whatWasQueuedBefore_waitsAndGoesOnAfterwards() throws IOException {
    spine.courier().answer((c, r) -> new Outcome.Deferred(HostReply.own(450, "4.2.0", "busy")));
    MessageId id = accept("b@example.org");
    await().until(() -> spine.story(id).contains("deferred"));
    modes.change(Mode.HOLD, "alice");
    spine.courier().answer((c, r) -> FakeCourier.delivered("tls"));
    spine.clock().advance(Duration.ofDays(30)); // due, and long expired
    spine.admin().retry(id);
    await().during(Duration.ofSeconds(3)).until(() -> spine.courier().carried().size() == 1);
    assertThat(spine.story(id)).doesNotContain("failed", "delivered");
    modes.change(Mode.ENFORCE, "alice");
    awaitEnd(id);
    assertThat(spine.story(id)).contains("delivered");
  }

  @Test
  void hold_switchedWhileADeliveryFails_itsBounceWaits() throws IOException {
    spine
        .courier()
        .answer((c, r) -> {
          modes.change(Mode.HOLD, "alice");
          return new Outcome.Failed(HostReply.own(550, "5.1.1", "nobody"));
        });
    MessageId id = accept("b@example.org");
    await().until(() -> spine.story(id).contains("notified"));
    spine.courier().answer((c, r) -> FakeCourier.delivered("tls"));
    await().during(Duration.ofSeconds(3)).until(() -> spine.courier().carried().size() == 1);
    assertThat(rows("queued"))
        .extracting(Row::recipients)
        .containsExactly(List.of("a@clinic.example"));
    modes.change(Mode.ENFORCE, "alice");
    await().until(() -> spine.courier().carried().size() == 2);
  }

  @Test
  void hold_mailOfTheGatewayItself_waits() throws IOException {
    modes.change(Mode.HOLD, "alice");
    Envelope envelope =
        new Envelope(
            MessageId.create(spine.clock().millis()),
            Upstream.own("gw.example"),
            new ReversePath.Null(),
            List.of(Recipient.of("reader@example.org")),
            spine.clock().instant(),
            EsmtpOptions.NONE);
    try (Draft draft = spine.flow().newDraft(envelope.id())) {
      draft.sink().write(MESSAGE.bytes());
      spine.flow().acceptOwn(envelope, draft, CLEAR);
    }
    await().during(Duration.ofSeconds(3)).until(() -> spine.courier().carried().isEmpty());
    assertThat(rows("queued")).hasSize(1);
    modes.change(Mode.ENFORCE, "alice");
    await().until(() -> spine.courier().carried().size() == 1);
  }

  @Test
  void hold_engineThatFails_isHeldWithTheVersionInForce() throws IOException {
    spine.policy(
        new PolicyEngine() {
          @Override
          public Judgement judge(Envelope envelope, Content content) {
            throw new IllegalStateException("a defect");
          }

          @Override
          public Optional<String> version() {
            return Optional.of("f00d");
          }
        });
    MessageId id = accept("b@example.org");
    assertThat(rows("held"))
        .extracting(r -> r.holdQueue().orElseThrow())
        .containsExactly("unjudged");
    assertThat(decisions(id).getFirst().policy()).contains("f00d");
  }

  @Test
  void observe_whateverPolicySays_isDeliveredInClearAndRecorded() throws IOException {
    modes.change(Mode.OBSERVE, "alice");
    MessageId id = accept("b@example.org", "refused@example.org", "held@example.org");
    awaitEnd(id);
    assertThat(spine.courier().carried())
        .extracting(c -> c.consignment().protection())
        .containsOnly(CLEAR);
    assertThat(decisions(id)).extracting(AuditEvent.Decided::policy).containsOnly(VERSION);
    assertThat(decisions(id))
        .extracting(d -> d.reasons().because().getFirst())
        .containsExactly(
            "policy would deliver by tls, else portal",
            "policy would refuse with " + NO,
            "policy would hold in compliance");
  }

  @Test
  void observe_senderRequiresTls_isNotDeliveredInClear() throws IOException {
    modes.change(Mode.OBSERVE, "alice");
    EsmtpOptions requireTls = EsmtpOptions.NONE;
    MessageId id = ((Acceptance.Accepted) offer(withRequireTls(requireTls), "b@example.org")).id();
    awaitEnd(id);
    assertThat(spine.courier().carried().getFirst().consignment().protection()).isEqualTo(TLS);
  }

  private static EsmtpOptions withRequireTls(EsmtpOptions o) {
    return new EsmtpOptions(o.body(), o.smtpUtf8(), true, o.ret(), o.envelopeId());
  }

  @Test
  void attested_whoAnsweredForWhat_isInTheAuditTrailInEachMode() throws IOException {
    for (Mode mode : Mode.values()) {
      modes.change(mode, "alice");
      MessageId id = accept("attested@example.org", "b@example.org");
      String rule = mode == Mode.ENFORCE ? "10.yaml: said" : "mode " + mode.label();
      assertThat(spine.audit().ofMessage(id).stream().map(AuditLink::event))
          .contains(
              Optional.of(
                  new AuditEvent.Attested(
                      id, "attested@example.org", "a@clinic.example", rule, "no phi")));
      assertThat(spine.story(id)).containsOnlyOnce("attested");
    }
  }

  @Test
  void breaker_allFallsBackToThePortal_holdsWhatComesAfter() throws IOException {
    spine
        .courier()
        .answer((c, r) ->
            c.protection().equals(TLS)
                ? new Outcome.Unprotectable("no STARTTLS", Optional.empty())
                : FakeCourier.delivered("portal"));
    for (int i = 0; i < 4; i++) {
      accept("b" + i + "@example.org");
    }
    await().until(() -> modes.current() == Mode.HOLD);
    MessageId late = accept("c@example.org");
    assertThat(rows("held")).extracting(Row::message).containsExactly(late);
    assertThat(modes.reset("alice")).isTrue();
    await().until(() -> rows("queued").isEmpty() && rows("leased").isEmpty());
    assertThat(rows("held")).hasSize(1);
  }

  @Test
  void breaker_refusalsOfAMistakenPolicy_theOneTooManyIsHeldAndNotRefused() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(offer(EsmtpOptions.NONE, "refused@example.org"))
          .isInstanceOf(Acceptance.Refused.class);
    }
    MessageId fourth = accept("refused@example.org");
    assertThat(rows("held")).extracting(Row::message).containsExactly(fourth);
  }
}
