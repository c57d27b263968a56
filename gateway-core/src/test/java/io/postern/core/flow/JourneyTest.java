package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HostReply;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Screening;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.queue.HeldMail;
import io.postern.core.store.QueueAdminStore;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.FakeCourier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JourneyTest {
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  private static final Protection SMIME = new Protection.Smime();
  private static final BytesContent MESSAGE =
      BytesContent.of("From: a@clinic.example\nSubject: x\n\nThe letter.\n");

  @TempDir private Path directory;
  private Spine spine;

  @BeforeEach
  void build() {
    spine = Spine.open(directory, 100);
    spine.start();
  }

  @AfterEach
  void close() {
    spine.close();
  }

  @Test
  void accept_oneRecipient_carriedByteForByteSettledAndShredded() throws IOException {
    MessageId id = accept(deliverAll(List.of(TLS)), "b@example.org");

    await().until(() -> story(id).contains("shredded"));
    assertThat(spine.courier().carried()).hasSize(1);
    assertThat(spine.courier().carried().getFirst().content().bytes()).isEqualTo(MESSAGE.bytes());
    assertThat(story(id))
        .containsExactly("accepted", "screened", "decided", "delivered", "shredded");
    assertThat(spine.queue().envelope(id)).isEmpty();
    assertThat(spine.audit().verify().intact()).isTrue();
  }

  @Test
  void accept_firstProtectionUnprotectable_nextOneIsUsed() throws IOException {
    spine
        .courier()
        .answer((c, r) ->
            c.protection().equals(TLS)
                ? new Outcome.Unprotectable("no STARTTLS", Optional.empty())
                : FakeCourier.delivered("smime"));

    MessageId id = accept(deliverAll(List.of(TLS, SMIME)), "b@example.org");

    await().until(() -> story(id).contains("shredded"));
    assertThat(story(id))
        .containsExactly("accepted", "screened", "decided", "fell_back", "delivered", "shredded");
  }

  @Test
  void accept_nothingPossible_heldUntilReleasedWithAnother() throws IOException {
    spine
        .courier()
        .answer((c, r) ->
            c.protection() instanceof Protection.OpenPgp
                    || c.protection() instanceof Protection.OpportunisticTls
                ? FakeCourier.delivered("openpgp")
                : new Outcome.Unprotectable("no key", Optional.empty()));
    MessageId id = accept(deliverAll(List.of(TLS, SMIME)), "b@example.org");
    await().until(() -> held().size() == 1);

    spine.held().release(HeldMail.Choice.all(id), List.of(new Protection.OpenPgp()), "pat");

    await().until(() -> story(id).contains("shredded"));
    assertThat(story(id)).contains("held", "notified", "released", "delivered");
    assertThat(held()).isEmpty();
  }

  @Test
  void accept_policyEngineThrows_isHeldAndNothingLeaves() throws IOException {
    spine.policy((e, c) -> {
      throw new IllegalStateException("broken");
    });

    MessageId id = ((Acceptance.Accepted) offer("b@example.org")).id();

    assertThat(held()).extracting(QueueAdminStore.Row::message).containsExactly(id);
    assertThat(spine.courier().carried()).isEmpty();
  }

  @Test
  void accept_policyEngineFailsWithSurvivableError_isHeldAndNothingLeaves() throws IOException {
    for (Error error :
        List.of(new StackOverflowError(), new AssertionError("x"), new NoClassDefFoundError("x"))) {
      spine.policy((e, c) -> {
        throw error;
      });

      MessageId id = ((Acceptance.Accepted) offer("b@example.org")).id();

      assertThat(held()).extracting(QueueAdminStore.Row::message).contains(id);
    }
    assertThat(held()).hasSize(3);
    assertThat(spine.courier().carried()).isEmpty();
  }

  @Test
  void accept_outOfMemoryWhileJudging_isRefusedForNowAndTheNextIsTaken() throws IOException {
    spine.policy((e, c) -> {
      throw new OutOfMemoryError("x");
    });

    Acceptance no = offer("b@example.org");

    assertThat(no).isInstanceOf(Acceptance.Refused.class);
    assertThat(((Acceptance.Refused) no).reply().code()).isEqualTo(451);
    assertThat(spine.admin().list(Optional.empty(), 10)).isEmpty();
    MessageId id = accept(deliverAll(List.of(TLS)), "b@example.org");
    await().until(() -> story(id).contains("shredded"));
  }

  @Test
  void accept_allRefused_upstreamHearsItAndNothingIsStored() throws IOException {
    Reply no = Reply.of(550, "5.7.1", "not from here");
    spine.policy((e, c) -> judgement(e, r -> new Decision.Refuse(r, no, Reasons.of("no"))));

    assertThat(offer("b@example.org")).isEqualTo(new Acceptance.Refused(no));
    assertThat(spine.admin().list(Optional.empty(), 10)).isEmpty();
  }

  @Test
  void accept_someRefused_othersAreDeliveredAndTheSenderHears() throws IOException {
    Reply no = Reply.of(550, "5.7.1", "not to them");
    spine.policy((e, c) ->
        judgement(
            e,
            r ->
                r.mailbox().domain().equals("bad.example")
                    ? new Decision.Refuse(r, no, Reasons.of("no"))
                    : new Decision.Deliver(r, List.of(TLS), Reasons.of("yes"))));

    MessageId id = ((Acceptance.Accepted) offer("b@example.org", "c@bad.example")).id();

    await().until(() -> story(id).contains("shredded"));
    assertThat(story(id)).contains("delivered", "failed", "notified");
    await()
        .until(() ->
            spine.courier().carried().stream()
                .anyMatch(c ->
                    c.consignment()
                        .recipients()
                        .getFirst()
                        .mailbox()
                        .address()
                        .equals("a@clinic.example")));
  }

  @Test
  void accept_deferred_isTriedAgainWhenDue() throws IOException {
    spine
        .courier()
        .answer((c, r) ->
            c.attempt() == 1
                ? new Outcome.Deferred(HostReply.own(450, "4.2.0", "busy"))
                : FakeCourier.delivered("tls"));
    MessageId id = accept(deliverAll(List.of(TLS)), "b@example.org");
    await().until(() -> story(id).contains("deferred"));
    assertThat(spine.courier().carried()).hasSize(1);

    spine.clock().advance(Duration.ofMinutes(2));

    await().until(() -> story(id).contains("shredded"));
    assertThat(spine.courier().carried()).hasSize(2);
  }

  @Test
  void restart_afterDyingWithLeases_deliversThemAgain() throws Exception {
    CountDownLatch carrying = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    spine
        .courier()
        .answer((c, r) -> {
          carrying.countDown();
          awaitQuietly(never);
          return FakeCourier.delivered("tls");
        });
    MessageId id = accept(deliverAll(List.of(TLS)), "b@example.org");
    carrying.await();
    spine.abandon();

    spine = Spine.open(directory, 100);
    spine.start();

    await().until(() -> story(id).contains("shredded"));
    never.countDown();
  }

  @Test
  void accept_moreThanMemoryHolds_allAreDelivered() throws IOException {
    spine.close();
    spine = Spine.open(directory, 2);
    spine.start();

    List<MessageId> ids =
        IntStream.range(0, 60)
            .mapToObj(i -> acceptUnchecked(deliverAll(List.of(TLS)), "b@d" + i % 3 + ".example"))
            .toList();

    await().until(() -> spine.courier().carried().size() == 60);
    await().until(() -> spine.admin().list(Optional.empty(), 100).isEmpty());
    assertThat(ids).allSatisfy(id -> assertThat(story(id)).containsOnlyOnce("delivered"));
  }

  @Test
  void deliver_oneHostThatNeverAnswers_keepsNobodyElseWaiting() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    spine
        .courier()
        .answer((c, r) -> {
          if (c.nextHop().equals("slow.example")) {
            awaitQuietly(never);
          }
          return FakeCourier.delivered("tls");
        });
    for (int i = 0; i < 60; i++) {
      accept(deliverAll(List.of(TLS)), "b@slow.example");
    }

    MessageId id = accept(deliverAll(List.of(TLS)), "b@quick.example");

    await().until(() -> story(id).contains("shredded"));
    never.countDown();
    await().until(() -> spine.admin().list(Optional.empty(), 100).isEmpty());
  }

  @Test
  void deliver_longerThanTheLeaseByTheClock_isNotDoneTwice() throws Exception {
    CountDownLatch carrying = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    spine
        .courier()
        .answer((c, r) -> {
          carrying.countDown();
          awaitQuietly(hold);
          return FakeCourier.delivered("tls");
        });
    MessageId id = accept(deliverAll(List.of(TLS)), "b@example.org");
    carrying.await();

    spine.clock().advance(Duration.ofHours(3));
    spine.custodian().round();
    hold.countDown();

    await().until(() -> story(id).contains("shredded"));
    assertThat(spine.courier().carried()).hasSize(1);
    assertThat(story(id)).containsOnlyOnce("delivered");
  }

  @Test
  void deliver_courierBreaks_isTriedAgainAndThenHeld() throws IOException {
    spine
        .courier()
        .answer((c, r) -> {
          throw new AssertionError("a defect");
        });
    MessageId id = accept(deliverAll(List.of(TLS)), "b@example.org");

    for (int attempt = 1; attempt < 3; attempt++) {
      int attempts = attempt;
      await().until(() -> story(id).stream().filter("deferred"::equals).count() == attempts);
      spine.clock().advance(Duration.ofHours(1));
    }

    await().until(() -> held().size() == 1);
    assertThat(held().getFirst().holdQueue()).contains("defect");
  }

  @Test
  void deliver_contentWithAFlippedBit_isSetAsideAndNeverDelivered() throws IOException {
    spine.close();
    spine = Spine.open(directory, 100);
    MessageId id = accept(deliverAll(List.of(TLS)), "b@example.org");
    spine.damage(id);
    spine.close();
    spine = Spine.open(directory, 100);
    spine.start();

    await().until(() -> held().size() == 1);
    assertThat(story(id)).contains("damaged", "held").doesNotContain("delivered");
    assertThat(spine.courier().carried()).isEmpty();
  }

  @Test
  void drop_held_isGoneWithItsKey() throws IOException {
    spine.policy((e, c) -> judgement(e, r -> new Decision.Hold(r, "review", Reasons.of("hold"))));
    MessageId id = ((Acceptance.Accepted) offer("b@example.org")).id();

    spine.admin().drop(id, "pat", "spam");

    assertThat(held()).isEmpty();
    assertThat(story(id)).endsWith("dropped", "shredded");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<QueueAdminStore.Row> held() {
    return spine.admin().list(Optional.of("held"), 100);
  }

  private List<String> story(MessageId id) {
    return spine.story(id);
  }

  private MessageId acceptUnchecked(Spine.Rule rule, String... to) {
    try {
      return accept(rule, to);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private MessageId accept(Spine.Rule rule, String... to) throws IOException {
    spine.policy((e, c) -> judgement(e, rule));
    return ((Acceptance.Accepted) offer(to)).id();
  }

  private Acceptance offer(String... to) throws IOException {
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
      draft.sink().write(MESSAGE.bytes());
      return spine.flow().accept(envelope, draft);
    }
  }

  private static Spine.Rule deliverAll(List<Protection> protections) {
    return r -> new Decision.Deliver(r, protections, Reasons.of("test"));
  }

  private static Judgement judgement(Envelope envelope, Spine.Rule rule) {
    return new Judgement(Screening.OWN_MAIL, envelope.to().stream().map(rule::decide).toList());
  }
}
