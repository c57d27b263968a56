package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Held mail with the whole spine behind it, on every engine. */
abstract class HeldMailSpine {
  static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  static final Protection DANE =
      new Protection.VerifiedTls(TlsFloor.DANE, TlsVersion.TLS_1_3, List.of());
  static final Protection CLEAR = new Protection.OpportunisticTls();
  static final Protection SMIME = new Protection.Smime();
  static final Protection PORTAL =
      new Protection.PortalPickup(Duration.ofDays(30), true, PortalProof.MAILED_CODE);
  static final Duration THREE_DAYS = Duration.ofDays(3);
  static final BytesContent MESSAGE =
      BytesContent.of("From: a@clinic.example\nSubject: x\n\nThe letter.\n");

  static final EsmtpOptions REQUIRE_TLS =
      new EsmtpOptions(
          EsmtpOptions.Body.SEVEN_BIT, false, true, Optional.empty(), Optional.empty());

  @TempDir Path directory;
  Spine spine;

  /** False while the mode is hold. */
  volatile boolean open = true;

  abstract Settings.Storage settings();

  @BeforeEach
  void build() {
    spine = Spine.open(settings(), directory, 100);
    spine.open(() -> open);
    spine.start();
  }

  @AfterEach
  void close() {
    spine.close();
  }

  static HoldTerms ends(End end) {
    return new HoldTerms(List.of(), Optional.of(THREE_DAYS), end);
  }

  void assertUntouched(MessageId id) {
    assertThat(held(id)).hasSize(1);
    assertThat(story(id)).doesNotContain("released", "refused", "hold_ended");
    assertThat(spine.courier().carried()).isEmpty();
  }

  List<Row> release(MessageId id, String by, Protection... named) {
    return spine.held().release(Choice.all(id), List.of(named), by);
  }

  List<Row> release(MessageId id, Optional<String> why, Protection... named) {
    return spine.held().release(Choice.all(id), List.of(named), "pat", why);
  }

  List<Row> held(MessageId id) {
    return spine.held().show(Choice.all(id));
  }

  /** Without notices to the sender. */
  List<Protection> carried() {
    return spine.courier().carried().stream()
        .map(c -> c.consignment())
        .filter(c -> !(c.envelope().from() instanceof ReversePath.Null))
        .map(c -> c.protection())
        .toList();
  }

  /** Changes what is stored of a message into what no program understands. */
  void spoil(MessageId id, String sql) {
    spine
        .database()
        .write(tx -> {
          PreparedStatement s = tx.prepare(sql);
          s.setString(1, id.value());
          return s.executeUpdate();
        })
        .join();
  }

  List<String> story(MessageId id) {
    return spine.story(id);
  }

  <E extends AuditEvent> List<E> events(MessageId id, Class<E> type) {
    return spine.audit().ofMessage(id).stream()
        .map(AuditLink::event)
        .flatMap(Optional::stream)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  MessageId hold(HoldTerms terms, Protection... released) throws IOException {
    return hold(EsmtpOptions.NONE, terms, released);
  }

  MessageId hold(EsmtpOptions options, HoldTerms terms, Protection... released) throws IOException {
    return offer(options, terms, List.of(released), "b@example.org");
  }

  MessageId offer(EsmtpOptions options, HoldTerms terms, List<Protection> released, String... to)
      throws IOException {
    return offer(options, r -> held(r, terms, released), to);
  }

  MessageId offer(Spine.Rule rule, String... to) throws IOException {
    return offer(EsmtpOptions.NONE, rule, to);
  }

  private MessageId offer(EsmtpOptions options, Spine.Rule rule, String... to) throws IOException {
    spine.policy((e, c) ->
        new Judgement(
            Screening.OWN_MAIL,
            e.to().stream().map(rule::decide).toList(),
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

  static Decision held(Recipient recipient, HoldTerms terms, List<Protection> released) {
    return new Decision.Hold(
        recipient, "review", Reasons.of("p.yaml: review"), released, terms, Modifiers.NONE);
  }

  static DecisionTrace trace() {
    return new DecisionTrace(
        List.of(new DecisionTrace.Tried("p.yaml: tag", Optional.of("subject tag"), false)),
        0,
        List.of());
  }
}
