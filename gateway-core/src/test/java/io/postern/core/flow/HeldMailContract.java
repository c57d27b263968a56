package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.HoldTerms.End;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.queue.HeldMail.Choice;
import io.postern.core.store.QueueAdminStore.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with held mail, on every engine. */
abstract class HeldMailContract extends HeldMailSpine {
  @Test
  void release_nothingNamed_goesOnAsPolicySaid() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, DANE, PORTAL);

    assertThat(release(id, "pat")).hasSize(1);

    await().until(() -> story(id).contains("shredded"));
    assertThat(carried()).containsExactly(DANE);
    assertThat(story(id)).containsSubsequence("held", "released", "delivered", "shredded");
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
    assertThatThrownBy(() -> release(id, "kim", PORTAL)).hasMessageContaining("needs a reason");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE delivery SET protections = 'carrier_pigeon' WHERE message_id = ?",
        "UPDATE delivery SET discretion = '{' WHERE message_id = ?",
        "UPDATE message SET envelope = '{}' WHERE id = ?"
      })
  void rowThatCannotBeRead_isListedIsNotReleasedAndCanBeDropped(String damage) throws IOException {
    MessageId bad = hold(HoldTerms.UNTIL_DECIDED, TLS);
    MessageId good = hold(HoldTerms.UNTIL_DECIDED, TLS);
    spoil(bad, damage);

    assertThat(spine.held().list(10))
        .extracting(Row::message, Row::readable)
        .containsExactlyInAnyOrder(tuple(bad, false), tuple(good, true));
    assertThat(spine.admin().list(Optional.empty(), 10)).hasSize(2);
    assertThatThrownBy(() -> release(bad, "pat", TLS)).hasMessageContaining("cannot be read");
    assertThat(spine.admin().drop(bad, "pat", "damaged")).hasSize(1);
    assertThat(story(bad)).contains("dropped", "shredded");
    assertThat(spine.held().list(10)).hasSize(1);
  }

  @Test
  void release_byTwoAtOnce_goesOnOnceAndOneHearsThatNothingIsHeld() throws Exception {
    List<MessageId> ids = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      MessageId id = hold(HoldTerms.UNTIL_DECIDED, TLS);
      ids.add(id);
      assertThat(together(() -> release(id, "kim"), () -> release(id, "lee"))).isOne();
    }
    await().until(() -> ids.stream().allMatch(id -> story(id).contains("shredded")));
    assertThat(ids)
        .allSatisfy(id -> assertThat(story(id)).containsOnlyOnce("released", "delivered"));
    assertThat(carried()).hasSize(10);
  }

  @Test
  void release_oneRefusesWhileTheOtherReleases_oneOfThemCounts() throws Exception {
    List<MessageId> ids = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      MessageId id = hold(HoldTerms.UNTIL_DECIDED, TLS);
      ids.add(id);
      assertThat(
              together(
                  () -> release(id, "kim"), () -> spine.held().refuse(Choice.all(id), "lee", "no")))
          .isOne();
    }
    await().until(() -> ids.stream().allMatch(id -> story(id).contains("shredded")));
    for (MessageId id : ids) {
      List<String> story = story(id);
      assertThat(story.contains("released")).isEqualTo(story.contains("delivered"));
      assertThat(story.contains("refused")).isEqualTo(story.contains("failed"));
      assertThat(story.contains("released")).isNotEqualTo(story.contains("refused"));
    }
  }

  /** How many deliveries two people changed who acted at the same moment. */
  private static int together(Callable<List<Row>> one, Callable<List<Row>> other) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Row>> first = two.submit(() -> afterBoth(start, one));
      Future<List<Row>> second = two.submit(() -> afterBoth(start, other));
      return first.get().size() + second.get().size();
    }
  }

  private static List<Row> afterBoth(CyclicBarrier start, Callable<List<Row>> act)
      throws Exception {
    start.await();
    return act.call();
  }

  @Test
  void release_whileTheModeIsHold_leavesOnceItIsLeft() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, TLS);
    MessageId refused = hold(HoldTerms.UNTIL_DECIDED, TLS);
    open = false;

    assertThat(release(id, "pat")).hasSize(1);
    assertThat(spine.held().refuse(Choice.all(refused), "pat", "no")).hasSize(1);

    await().during(Duration.ofSeconds(3)).until(() -> spine.courier().carried().isEmpty());
    assertThat(story(id)).contains("released").doesNotContain("delivered");
    assertThat(story(refused)).contains("refused").doesNotContain("failed", "notified");
    open = true;
    await().until(() -> story(id).contains("delivered") && story(refused).contains("notified"));
  }

  @Test
  void release_afterTheMessagesOwnExpiry_isTriedAnewAndNotExpired() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, TLS);
    spine.clock().advance(Duration.ofDays(400));
    spine.custodian().round();
    assertUntouched(id);

    release(id, "pat");

    await().until(() -> story(id).contains("shredded"));
    assertThat(story(id)).contains("delivered").doesNotContain("failed");
  }

  @Test
  void release_afterTheHoldHasEnded_changesNothing() throws IOException {
    MessageId id = hold(ends(End.REFUSE), TLS);
    spine.clock().advance(THREE_DAYS);
    spine.custodian().round();

    assertThat(release(id, "pat")).isEmpty();

    await().until(() -> story(id).contains("shredded"));
    assertThat(story(id)).contains("failed").doesNotContain("released", "delivered");
  }

  @Test
  void release_idOrNumberThatIsNotThere_changesNothing() throws IOException {
    MessageId id = hold(HoldTerms.UNTIL_DECIDED, TLS);

    assertThat(release(MessageId.create(1), "pat")).isEmpty();
    assertThat(spine.held().release(new Choice(id, Optional.of(7)), List.of(), "pat")).isEmpty();
    assertThat(spine.held().refuse(Choice.all(MessageId.create(1)), "pat", "no")).isEmpty();
    assertThatThrownBy(() -> spine.held().read(MessageId.create(1), "pat", "why"))
        .hasMessage("nothing of it is held");

    assertUntouched(id);
  }

  @Test
  void release_oneOfSeveralRecipientsMayNotGo_noneGoes() throws IOException {
    MessageId id =
        offer(
            r ->
                held(
                    r,
                    r.mailbox().localPart().equals("a")
                        ? HoldTerms.UNTIL_DECIDED
                        : new HoldTerms(List.of("kim"), Optional.empty(), End.KEEP),
                    List.of(TLS)),
            "a@one.example",
            "b@two.example");

    assertThatThrownBy(() -> release(id, "pat")).hasMessageContaining("only kim");
    assertThat(held(id)).hasSize(2);
    assertThat(story(id)).doesNotContain("released");
    assertThat(release(id, "kim")).hasSize(2);

    await().until(() -> story(id).contains("shredded"));
    assertThat(events(id, AuditEvent.Delivered.class))
        .extracting(AuditEvent.Delivered::recipient)
        .containsExactlyInAnyOrder("a@one.example", "b@two.example");
  }

  @Test
  void refuse_oneOfSeveralDeliveries_tellsOfThoseRecipientsOnly() throws IOException {
    MessageId id =
        offer(
            EsmtpOptions.NONE,
            HoldTerms.UNTIL_DECIDED,
            List.of(TLS),
            "a@one.example",
            "b@two.example");
    int second = held(id).get(1).number();

    spine.held().refuse(new Choice(id, Optional.of(second)), "pat", "no");

    await().until(() -> story(id).contains("notified"));
    assertThat(events(id, AuditEvent.Notified.class))
        .extracting(AuditEvent.Notified::recipient)
        .containsExactly("b@two.example");
    assertThat(held(id)).extracting(Row::recipients).containsExactly(List.of("a@one.example"));
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
    assertThat(events(id, AuditEvent.Decided.class))
        .extracting(AuditEvent.Decided::policy)
        .containsOnly(Optional.of("f00d"));
  }
}
