package io.postern.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.HoldTerms.End;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.store.QueueAdminStore;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.core.testing.FakeMeters;
import io.postern.core.testing.LogWatch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How holds end by themselves, on every engine. */
abstract class HoldEndsContract extends HeldMailSpine {
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
  void end_releaseWhereTheSenderRequiresTls_isByTlsAndElseHeldOn() throws IOException {
    MessageId both = hold(REQUIRE_TLS, ends(End.RELEASE), PORTAL, TLS);
    MessageId portal = hold(REQUIRE_TLS, ends(End.RELEASE), PORTAL);
    spine.clock().advance(THREE_DAYS);

    spine.custodian().round();

    await().until(() -> story(both).contains("shredded"));
    assertThat(carried()).containsExactly(TLS);
    assertThat(held(portal)).hasSize(1);
    assertThat(events(portal, AuditEvent.HoldEnded.class))
        .extracting(AuditEvent.HoldEnded::end)
        .containsExactly("keep");
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
  void end_rowThatCannotBeRead_isHeldOnAndStopsNeitherTheOthersNorTheHousekeeping()
      throws IOException {
    MessageId bad = hold(ends(End.RELEASE), TLS);
    MessageId good = hold(ends(End.RELEASE), TLS);
    spoil(bad, "UPDATE delivery SET protections = 'carrier_pigeon' WHERE message_id = ?");
    spine.clock().advance(THREE_DAYS);

    spine.custodian().round();

    await().until(() -> story(good).contains("shredded"));
    assertThat(events(bad, AuditEvent.HoldEnded.class))
        .extracting(AuditEvent.HoldEnded::end)
        .containsExactly("keep");
    assertThat(held(bad)).hasSize(1);
    assertThat(carried()).containsExactly(TLS);
  }

  @Test
  void end_ofTwoNodesThatSawTheSameRow_oneActs() throws IOException {
    QueueAdminStore rows = new QueueAdminStore(spine.database());
    Row seen = held(hold(ends(End.KEEP), TLS)).getFirst();
    Instant again = spine.clock().instant().plus(THREE_DAYS.multipliedBy(2));
    spine.clock().advance(THREE_DAYS);

    assertThat(spine.database().write(tx -> rows.told(tx, seen)).join()).isTrue();
    assertThat(spine.database().write(tx -> rows.told(tx, seen)).join()).isFalse();
    assertThat(spine.database().write(tx -> rows.holdOn(tx, seen, again)).join()).isTrue();
    assertThat(spine.database().write(tx -> rows.holdOn(tx, seen, again)).join()).isFalse();
  }

  private static AuditEvent.HoldEnded ended(MessageId id, Instant until) {
    return new AuditEvent.HoldEnded(id, "b@example.org", "review", "keep", Optional.of(until));
  }

  @Test
  void end_whileTheModeIsHold_waitsIsSaidOnceAndHappensWhenItIsLeft() throws IOException {
    FakeMeters meters = new FakeMeters();
    spine.holds().watchedBy(meters);
    MessageId refused = hold(ends(End.REFUSE), TLS);
    MessageId released = hold(ends(End.RELEASE), DANE);
    open = false;
    spine.clock().advance(THREE_DAYS);
    try (LogWatch log = new LogWatch()) {
      for (int round = 0; round < 3; round++) {
        spine.custodian().round();
        spine.clock().advance(Duration.ofMinutes(1));
      }
      assertThat(log.lines("WARN"))
          .filteredOn(l -> l.contains("HOLD-ENDED") && l.contains(": wait"))
          .hasSize(2);
    }
    assertThat(held(refused)).hasSize(1);
    assertThat(held(released)).hasSize(1);
    assertThat(events(refused, AuditEvent.HoldEnded.class)).containsExactly(waits(refused));
    assertThat(meters.shown("postern_hold_ends_waiting")).isEqualTo(2);
    assertThat(spine.courier().carried()).isEmpty();

    open = true;
    spine.custodian().round();

    await().until(() -> story(refused).contains("notified"));
    await().until(() -> story(released).contains("delivered"));
    assertThat(events(refused, AuditEvent.HoldEnded.class))
        .extracting(AuditEvent.HoldEnded::end)
        .containsExactly("wait", "refuse");
    assertThat(meters.shown("postern_hold_ends_waiting")).isZero();
  }

  @Test
  void end_keepWhileTheModeIsHold_isHeldOnAsEver() throws IOException {
    MessageId id = hold(ends(End.KEEP), TLS);
    open = false;
    spine.clock().advance(THREE_DAYS);

    spine.custodian().round();

    assertThat(events(id, AuditEvent.HoldEnded.class))
        .extracting(AuditEvent.HoldEnded::end)
        .containsExactly("keep");
    assertThat(held(id)).hasSize(1);
  }

  @Test
  void end_waitingForTheMode_canStillBeDecidedByAPerson() throws IOException {
    MessageId id = hold(ends(End.REFUSE), TLS);
    open = false;
    spine.clock().advance(THREE_DAYS);
    spine.custodian().round();

    assertThat(release(id, "pat")).hasSize(1);
    open = true;
    spine.custodian().round();

    await().until(() -> story(id).contains("delivered"));
    assertThat(story(id)).doesNotContain("failed");
  }

  @Test
  void end_moreThanFitOneTransactionWhileTheModeIsHold_allAreSaidOnce() throws IOException {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 45; i++) {
      ids.add(hold(ends(End.REFUSE), TLS));
    }
    open = false;
    spine.clock().advance(THREE_DAYS);

    spine.custodian().round();
    spine.custodian().round();

    assertThat(ids)
        .allSatisfy(
            id -> assertThat(events(id, AuditEvent.HoldEnded.class)).containsExactly(waits(id)));
  }

  private static AuditEvent.HoldEnded waits(MessageId id) {
    return new AuditEvent.HoldEnded(id, "b@example.org", "review", "wait", Optional.empty());
  }
}
