package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.model.Decision;
import io.postern.core.model.DecisionTrace;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.HoldTerms.End;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Modifiers;
import io.postern.core.model.Outcome;
import io.postern.core.model.PortalProof;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Screening;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import io.postern.core.model.Upstream;
import io.postern.core.port.Draft;
import io.postern.core.queue.HeldMail.Choice;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.LogWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of held mail, on every engine, with the whole spine behind it. */
abstract class HeldMailContract {
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  private static final Protection DANE =
      new Protection.VerifiedTls(TlsFloor.DANE, TlsVersion.TLS_1_3, List.of());
  private static final Protection SMIME = new Protection.Smime();
  private static final Protection PORTAL =
      new Protection.PortalPickup(Duration.ofDays(30), true, PortalProof.MAILED_CODE);
  private static final Duration THREE_DAYS = Duration.ofDays(3);
  private static final BytesContent MESSAGE =
      BytesContent.of("From: a@clinic.example\nSubject: x\n\nThe letter.\n");

  @TempDir private Path directory;
  private Spine spine;

  abstract Settings.Storage settings();

  @BeforeEach
  void build() {
    spine = Spine.open(settings(), directory, 100);
    spine.start();
  }

  @AfterEach
  void close() {
    spine.close();
  }

  @Test
  void release_nothingNamed_goesOnAsPolicySaid() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, DANE, PORTAL);

    assertThat(release(id, "pat")).hasSize(1);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(DANE);
    assertThat(story(id)).containsSubsequence("held", "released", "delivered", "shredded");
  }

  @Test
  void release_anotherThatProtectsAsWell_goesOnWithIt() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, DANE);

    release(id, "pat", SMIME);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(SMIME);
    assertThat(events(id, AuditEvent.Released.class))
        .containsExactly(new AuditEvent.Released(id, "b@example.org", List.of("smime"), "pat"));
  }

  @Test
  void release_kindThatPolicyAllowed_keepsPolicysTerms() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, DANE);

    release(id, "pat", TLS);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(DANE);
  }

  @Test
  void release_oneOfThoseNamedProtectsLess_changesNothing() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, DANE);

    assertThatThrownBy(() -> release(id, "pat", SMIME, PORTAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("portal protects less than what policy allows (tls)");

    assertUntouched(id);
  }

  @Test
  void release_policyNamedNothing_takesAnyProtectionButNone() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED);
    assertThatThrownBy(() -> release(id, "pat")).hasMessageContaining("name one");
    assertThatThrownBy(() -> release(id, "pat", new Protection.OpportunisticTls()))
        .hasMessageContaining("protects less");
    assertThatThrownBy(() -> release(id, "pat", new Protection.ReturnToUpstream()))
        .hasMessageContaining("protects less");
    assertUntouched(id);

    release(id, "pat", PORTAL);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(PORTAL);
  }

  @Test
  void release_senderRequiresTls_isByTlsOnly() throws IOException {
    MessageId id =
        hold(
            new EsmtpOptions(
                EsmtpOptions.Body.SEVEN_BIT, false, true, Optional.empty(), Optional.empty()),
            HoldTerms.UNTIL_DECIDED);

    assertThatThrownBy(() -> release(id, "pat", SMIME)).hasMessageContaining("REQUIRETLS");
    assertUntouched(id);
    assertThat(release(id, "pat", TLS)).hasSize(1);
  }

  @Test
  void release_byWhomPolicyDoesNotName_isRefused() throws IOException {
    HoldTerms terms = new HoldTerms(List.of("kim", "lee"), Optional.empty(), End.KEEP);
    MessageId id = hold(terms, TLS);

    assertThatThrownBy(() -> release(id, "pat"))
        .hasMessage("pat may not release it, only kim, lee");
    assertUntouched(id);
    assertThat(release(id, "lee")).hasSize(1);
  }

  @Test
  void release_thenUnprotectable_isHeldForTheSameReleasersWithoutAnEnd() throws IOException {
    spine.courier().answer((c, r) -> new Outcome.Unprotectable("no", Optional.empty()));
    HoldTerms terms = new HoldTerms(List.of("kim"), Optional.of(THREE_DAYS), End.RELEASE);
    MessageId id = hold(terms, DANE);

    release(id, "kim");
    await()
        .until(() -> held(id).stream().anyMatch(r -> r.holdQueue().get().equals("unprotectable")));

    assertThat(held(id).getFirst().holdUntil()).isEmpty();
    assertThatThrownBy(() -> release(id, "pat", SMIME)).hasMessageContaining("only kim");
    assertThatThrownBy(() -> release(id, "kim", PORTAL)).hasMessageContaining("protects less");
    assertThat(release(id, "kim", SMIME)).hasSize(1);
  }

  @Test
  void release_oneDelivery_leavesTheOthers() throws IOException {
    MessageId id =
        offer(
            EsmtpOptions.NONE,
            HoldTerms.UNTIL_DECIDED,
            List.of(TLS),
            "a@one.example",
            "b@two.example");
    List<Row> both = held(id);

    spine.held().release(new Choice(id, Optional.of(both.get(1).number())), List.of(), "pat");

    await().until(() -> story(id).contains("delivered"));
    assertThat(held(id)).containsExactly(both.getFirst());
  }

  @Test
  void release_rowFromBeforeTermsWereKept_isBoundToWhatIsLeft() throws IOException {
    MessageId id = hold(new HoldTerms(List.of("kim"), Optional.empty(), End.KEEP), DANE);
    spine
        .database()
        .write(tx -> tx.prepare("UPDATE delivery SET discretion = NULL").executeUpdate())
        .join();

    assertThatThrownBy(() -> release(id, "pat", PORTAL)).hasMessageContaining("protects less");
    assertThat(release(id, "pat")).hasSize(1);
  }

  @Test
  void refuse_heldMessage_tellsTheSenderAndEndsIt() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, TLS);

    assertThat(spine.held().refuse(Choice.all(id), "pat", "wrong patient")).hasSize(1);

    await().until(() -> story(id).contains("shredded"));
    assertThat(story(id)).containsSubsequence("held", "refused", "failed", "notified", "shredded");
    assertThat(carried()).doesNotContain(TLS);
    AuditEvent.Failed failed = events(id, AuditEvent.Failed.class).getFirst();
    assertThat(failed.reply().toString()).contains("554 5.7.1").doesNotContain("wrong patient");
  }

  @Test
  void refuse_nothingHeld_changesNothing() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, TLS);
    release(id, "pat");

    assertThat(spine.held().refuse(Choice.all(id), "pat", "late")).isEmpty();
  }

  @Test
  void read_heldMessage_isInTheTrailBeforeItIsRead() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, TLS);

    assertThatThrownBy(() -> spine.held().read(id, "pat", " ")).hasMessage("a reason is needed");
    assertThat(spine.held().read(id, "pat", "complaint 7").open().readAllBytes())
        .isEqualTo(MESSAGE.bytes());

    assertThat(events(id, AuditEvent.ContentRead.class))
        .containsExactly(new AuditEvent.ContentRead(id, "pat", "complaint 7"));
  }

  @Test
  void read_notHeld_isRefusedAndNotRecorded() throws IOException {
    spine.courier().answer((c, r) -> new Outcome.Unprotectable("no", Optional.empty()));
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, TLS);
    spine.held().refuse(Choice.all(id), "pat", "no");

    assertThatThrownBy(() -> spine.held().read(id, "pat", "curious"))
        .hasMessage("nothing of it is held");
    assertThat(story(id)).doesNotContain("content_read");
  }

  @Test
  void end_beforeItsTime_nothingHappens() throws IOException {
    MessageId id = hold(ends(End.REFUSE), TLS);
    spine.clock().advance(THREE_DAYS.minusMillis(1));

    spine.custodian().round();

    assertUntouched(id);
  }

  @Test
  void end_refuse_tellsTheSender() throws IOException {
    MessageId id = hold(ends(End.REFUSE), TLS);
    spine.clock().advance(THREE_DAYS);

    spine.custodian().round();

    await().until(() -> story(id).contains("shredded"));
    assertThat(story(id)).containsSubsequence("hold_ended", "failed", "notified", "shredded");
    assertThat(events(id, AuditEvent.Failed.class).getFirst().reply().toString())
        .contains("554 5.4.7");
    assertThat(carried()).doesNotContain(TLS);
  }

  @Test
  void end_release_goesOnWithWhatPolicyNamed() throws IOException {
    MessageId id = hold(ends(End.RELEASE), DANE, SMIME);
    spine.clock().advance(THREE_DAYS);

    spine.custodian().round();

    await().until(() -> story(id).contains("shredded"));
    assertThat(story(id)).containsSubsequence("hold_ended", "delivered");
    assertThat(carried()).containsExactly(DANE);
  }

  @Test
  void end_keep_isSaidAgainEachTimeAndNotBetween() throws IOException {
    Instant start = spine.clock().instant();
    MessageId id = hold(ends(End.KEEP), TLS);
    try (LogWatch log = new LogWatch()) {
      for (int round = 0; round < 2; round++) {
        spine.clock().advance(THREE_DAYS);
        spine.custodian().round();
        spine.custodian().round();
      }
      assertThat(log.lines("WARN")).filteredOn(l -> l.contains("HOLD-ENDED")).hasSize(2);
    }
    assertThat(events(id, AuditEvent.HoldEnded.class))
        .containsExactly(
            ended(id, start.plus(Duration.ofDays(6))), ended(id, start.plus(Duration.ofDays(9))));
    assertThat(held(id)).hasSize(1);
    assertThat(carried()).isEmpty();
  }

  @Test
  void end_releasedBefore_nothingEndsTwice() throws IOException {
    spine.courier().answer((c, r) -> new Outcome.Unprotectable("no", Optional.empty()));
    MessageId id = hold(ends(End.REFUSE), TLS);
    release(id, "pat");
    await().until(() -> held(id).size() == 1);
    spine.clock().advance(THREE_DAYS);

    spine.custodian().round();

    assertThat(story(id)).doesNotContain("hold_ended", "failed");
  }

  @Test
  void end_moreThanFitOneTransaction_allEnd() throws IOException {
    for (int i = 0; i < 45; i++) {
      hold(ends(End.RELEASE), TLS);
    }
    spine.clock().advance(THREE_DAYS);

    spine.custodian().round();

    await().until(() -> carried().size() == 45);
    assertThat(spine.held().list(100)).isEmpty();
  }

  @Test
  void accept_explained_isStoredOnceForAllRecipients() throws IOException {
    MessageId id =
        offer(
            EsmtpOptions.NONE,
            HoldTerms.UNTIL_DECIDED,
            List.of(TLS),
            "a@one.example",
            "b@two.example");

    assertThat(events(id, AuditEvent.Explained.class))
        .containsExactly(
            new AuditEvent.Explained(
                id, List.of("a@one.example", "b@two.example"), "f00d", trace()));
  }

  private static AuditEvent.HoldEnded ended(MessageId id, Instant until) {
    return new AuditEvent.HoldEnded(id, "b@example.org", "review", "keep", Optional.of(until));
  }

  private static HoldTerms ends(End end) {
    return new HoldTerms(List.of(), Optional.of(THREE_DAYS), end);
  }

  private void assertUntouched(MessageId id) {
    assertThat(held(id)).hasSize(1);
    assertThat(story(id)).doesNotContain("released", "refused", "hold_ended");
    assertThat(spine.courier().carried()).isEmpty();
  }

  private List<Row> release(MessageId id, String by, Protection... named) {
    return spine.held().release(Choice.all(id), List.of(named), by);
  }

  private List<Row> held(MessageId id) {
    return spine.held().show(Choice.all(id));
  }

  /** Without notices to the sender. */
  private List<Protection> carried() {
    return spine.courier().carried().stream()
        .map(c -> c.consignment())
        .filter(c -> !(c.envelope().from() instanceof ReversePath.Null))
        .map(c -> c.protection())
        .toList();
  }

  private List<String> story(MessageId id) {
    return spine.story(id);
  }

  private <E extends AuditEvent> List<E> events(MessageId id, Class<E> type) {
    return spine.audit().ofMessage(id).stream()
        .map(AuditLink::event)
        .flatMap(Optional::stream)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private MessageId hold(HoldTerms terms, Protection... released) throws IOException {
    return hold(EsmtpOptions.NONE, terms, released);
  }

  private MessageId hold(EsmtpOptions options, HoldTerms terms, Protection... released)
      throws IOException {
    return offer(options, terms, List.of(released), "b@example.org");
  }

  private MessageId offer(
      EsmtpOptions options, HoldTerms terms, List<Protection> released, String... to)
      throws IOException {
    spine.policy((e, c) ->
        new Judgement(
            Screening.OWN_MAIL,
            e.to().stream().map(r -> held(r, terms, released)).toList(),
            e.to().stream().map(r -> trace()).toList(),
            Optional.of("f00d")));
    Envelope envelope =
        new Envelope(
            MessageId.create(spine.clock().millis()),
            Upstream.own("gw.example"),
            ReversePath.of("a@clinic.example"),
            Stream.of(to).map(Recipient::of).toList(),
            spine.clock().instant(),
            options);
    try (Draft draft = spine.flow().newDraft(envelope.id())) {
      draft.sink().write(MESSAGE.bytes());
      spine.flow().accept(envelope, draft);
    }
    return envelope.id();
  }

  private static Decision held(Recipient recipient, HoldTerms terms, List<Protection> released) {
    return new Decision.Hold(
        recipient, "review", Reasons.of("p.yaml: review"), released, terms, Modifiers.NONE);
  }

  private static DecisionTrace trace() {
    return new DecisionTrace(
        List.of(new DecisionTrace.Tried("p.yaml: tag", Optional.of("subject tag"), false)),
        0,
        List.of());
  }
}
