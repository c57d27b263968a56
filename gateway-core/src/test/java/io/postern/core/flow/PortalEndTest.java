package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Rewriting;
import io.postern.core.model.Screening;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.spool.MissingContentException;
import io.postern.core.store.PortalStore;
import io.postern.core.store.PortalStore.Item;
import io.postern.core.store.PortalStore.State;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.FakeCourier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message in the portal stays for as long as it can be read there, and no longer. */
class PortalEndTest {
  private static final Duration EXPIRY = Duration.ofDays(2);
  private static final Recipient BOB = Recipient.of("bob@example.org");

  @TempDir private Path directory;
  private Spine spine;

  @BeforeEach
  void build() {
    spine = Spine.open(directory, 100);
    spine.start();
    spine
        .courier()
        .answer((consignment, recipient) -> {
          offer(consignment.envelope().id());
          return FakeCourier.delivered("portal");
        });
  }

  @AfterEach
  void close() {
    spine.close();
  }

  @Test
  void round_itemCanBeRead_keepsTheMessage() throws IOException {
    MessageId id = accept();
    spine.clock().advance(EXPIRY.minusSeconds(1));
    spine.custodian().round();
    assertThat(spine.spool().open(id).size()).isPositive();
    assertThat(item(id).state()).isEqualTo(State.OFFERED);
  }

  @Test
  void round_itemExpired_shredsTheMessageAndClosesTheItem() throws IOException {
    MessageId id = accept();
    spine.clock().advance(EXPIRY);
    spine.custodian().round();
    assertThatThrownBy(() -> spine.spool().open(id)).isInstanceOf(MissingContentException.class);
    assertThat(item(id).state()).isEqualTo(State.CLOSED);
    assertThat(spine.audit().ofMessage(id).getLast().event())
        .contains(new AuditEvent.Shredded(id, "expired"));
  }

  @Test
  void finished_messageKeptByThePortal_doesNotHideOneBehindIt() throws IOException {
    MessageId kept = accept();
    spine.courier().answer((c, r) -> FakeCourier.delivered("tls"));
    assertThat(spine.queue().finished(spine.clock().instant(), 1)).isEmpty();
    assertThat(spine.queue().finished(spine.clock().instant().plus(EXPIRY), 1))
        .containsExactly(kept);
  }

  private void offer(MessageId id) {
    spine
        .database()
        .write(tx ->
            PortalStore.insert(
                tx,
                new Item(
                    "hash",
                    id,
                    BOB.mailbox().address(),
                    "R-1",
                    State.OFFERED,
                    false,
                    tx.now(),
                    tx.now().plus(EXPIRY),
                    Rewriting.NONE)))
        .join();
  }

  private Item item(MessageId id) {
    return spine
        .database()
        .write(tx -> PortalStore.find(tx, id, BOB.mailbox().address()))
        .join()
        .orElseThrow();
  }

  /** A message that waits in the portal and nowhere else. */
  private MessageId accept() throws IOException {
    spine.policy((e, c) ->
        new Judgement(
            Screening.OWN_MAIL,
            List.of(
                new Decision.Deliver(
                    BOB,
                    List.of(new Protection.PortalPickup(EXPIRY, false)),
                    Reasons.of("test")))));
    MessageId id = MessageId.create(spine.clock().millis());
    Envelope envelope =
        new Envelope(
            id,
            new Upstream(
                "u", Upstream.Kind.NETWORK, "192.0.2.7", "client", "ESMTP", Optional.empty()),
            ReversePath.of("a@clinic.example"),
            List.of(BOB),
            spine.clock().instant(),
            EsmtpOptions.NONE);
    try (Draft draft = spine.flow().newDraft(id)) {
      BytesContent letter = BytesContent.of("Subject: x\n\nThe letter.\n");
      draft.sink().write(letter.bytes());
      assertThat(spine.flow().accept(envelope, draft)).isInstanceOf(Acceptance.Accepted.class);
    }
    await().until(() -> types(id).contains("delivered"));
    return id;
  }

  private List<String> types(MessageId id) {
    return spine.audit().ofMessage(id).stream().map(AuditLink::type).toList();
  }
}
