package io.postern.core.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditEvent.ConsentChanged;
import io.postern.core.audit.AuditFilter;
import io.postern.core.audit.AuditLink;
import io.postern.core.consent.ConsentRegister.Change;
import io.postern.core.consent.ConsentRegister.Entry;
import io.postern.core.model.Mailbox;
import io.postern.core.store.SqlDatabase;
import io.postern.core.store.StoreException;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import io.postern.core.trail.AuditTrail;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the register keeps and says, on every engine. */
abstract class ConsentRegisterContract {
  private static final String SCOPE = "plain_email";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant GIVEN = NOW.minus(Duration.ofDays(30));

  @TempDir Path directory;
  private final FakeClock clock = FakeClock.create();
  private SqlDatabase database;
  private ConsentRegister register;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = SqlDatabase.open(settings(), directory, Stores.NODE, Stores.rootKey(), clock);
    register = new ConsentRegister(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Consent consent(String address) {
    return new Consent(address, SCOPE, GIVEN, "plain-2026-03", Optional.empty());
  }

  private Change record(Consent... consents) {
    List<Entry> entries =
        List.of(consents).stream().map(c -> new Entry(c, Optional.empty())).toList();
    return register.record(entries, "alice");
  }

  private boolean covers(String address, Instant at) {
    return register.covers(Mailbox.parse(address), SCOPE, at);
  }

  private List<String> audited() {
    return new AuditTrail(database, Stores.rootKey())
        .search(AuditFilter.ALL, 1000).stream()
            .map(AuditLink::event)
            .flatMap(Optional::stream)
            .map(ConsentRegisterContract::told)
            .toList();
  }

  private static String told(AuditEvent event) {
    return event instanceof ConsentChanged c
        ? c.change() + " " + c.address() + " " + c.scope() + " " + c.warning() + " by " + c.by()
        : event.toString();
  }

  @Test
  void covers_recorded_isInForceFromTheDateOnForThatAddressAndScopeAlone() {
    record(consent("bob@example.org"));
    assertThat(covers("bob@example.org", GIVEN)).isTrue();
    assertThat(covers("bob@example.org", GIVEN.minusMillis(1))).isFalse();
    assertThat(covers("ann@example.org", NOW)).isFalse();
    assertThat(covers("bob@sub.example.org", NOW)).isFalse();
    assertThat(register.covers(Mailbox.parse("bob@example.org"), "reminders", NOW)).isFalse();
  }

  @Test
  void covers_otherCaseAndULabel_isTheSameAddress() {
    record(consent("Bob.Smith@BÜCHER.example"));
    assertThat(covers("bob.smith@xn--bcher-kva.example", NOW)).isTrue();
    assertThat(covers("BOB.SMITH@bücher.Example", NOW)).isTrue();
    assertThat(covers("bobsmith@xn--bcher-kva.example", NOW)).isFalse();
    assertThat(covers("bob.smith+x@xn--bcher-kva.example", NOW)).isFalse();
  }

  @Test
  void covers_expired_isNotInForceFromThatMomentOn() {
    Instant end = NOW.plus(Duration.ofDays(1));
    record(new Consent("bob@example.org", SCOPE, GIVEN, "v1", Optional.of(end)));
    assertThat(covers("bob@example.org", end.minusMillis(1))).isTrue();
    assertThat(covers("bob@example.org", end)).isFalse();
  }

  @Test
  void covers_withdrawnAndGivenAgain_isInForceAgain() {
    record(consent("bob@example.org"));
    assertThat(register.withdraw("BOB@example.org", Optional.empty(), "carol")).hasSize(1);
    assertThat(covers("bob@example.org", NOW)).isFalse();
    assertThat(covers("bob@example.org", NOW.minusMillis(1))).isTrue();
    clock.advance(Duration.ofHours(1));
    Instant later = clock.instant();
    record(new Consent("bob@example.org", SCOPE, later, "plain-2026-03", Optional.empty()));
    assertThat(covers("bob@example.org", later)).isTrue();
    assertThat(register.of("bob@example.org")).hasSize(2);
  }

  @Test
  void covers_recordedAfterAWithdrawalAndGivenBeforeIt_isNotInForce() {
    Instant added = NOW.minus(Duration.ofHours(8));
    record(new Consent("bob@example.org", SCOPE, added, "v1", Optional.empty()));
    register.withdraw("bob@example.org", Optional.empty(), "carol");
    record(new Consent("bob@example.org", SCOPE, added.minusSeconds(9), "v1", Optional.empty()));
    record(new Consent("bob@example.org", SCOPE, NOW, "v1", Optional.empty()));
    assertThat(covers("bob@example.org", NOW)).isFalse();
    assertThat(register.of("bob@example.org"))
        .hasSize(3)
        .allMatch(r -> r.state(NOW) == Recorded.State.WITHDRAWN);
    assertThat(register.list("", 10))
        .allMatch(r -> r.withdrawal().equals(Optional.of(new Recorded.Withdrawal(NOW, "carol"))));
  }

  @Test
  void covers_onlyTheRenewalIsWithdrawn_endsTheOriginalTooAndNoOtherScopeOrAddress() {
    Instant renewed = GIVEN.plus(Duration.ofDays(10));
    Consent renewal = new Consent("bob@example.org", SCOPE, renewed, "v2", Optional.empty());
    record(consent("bob@example.org"), consent("ann@example.org"));
    record(new Consent("bob@example.org", "reminders", GIVEN, "v1", Optional.empty()));
    register.record(List.of(new Entry(renewal, Optional.of(NOW))), "alice");
    assertThat(covers("bob@example.org", NOW)).isFalse();
    assertThat(covers("bob@example.org", NOW.minusMillis(1))).isTrue();
    assertThat(covers("ann@example.org", NOW)).isTrue();
    assertThat(register.covers(Mailbox.parse("bob@example.org"), "reminders", NOW)).isTrue();
  }

  @Test
  void covers_withdrawnBeforeItsOwnDayBegan_isNeverInForce() {
    Consent tomorrow =
        new Consent(
            "bob@example.org", SCOPE, NOW.plus(Duration.ofHours(9)), "v1", Optional.empty());
    register.record(List.of(new Entry(tomorrow, Optional.of(NOW))), "alice");
    assertThat(covers("bob@example.org", NOW.plus(Duration.ofDays(1)))).isFalse();
  }

  @Test
  void covers_storeClosed_isAnErrorAndNoAnswer() {
    record(consent("bob@example.org"));
    database.close();
    assertThatThrownBy(() -> covers("bob@example.org", NOW)).isInstanceOf(RuntimeException.class);
    open();
  }

  @Test
  void record_twice_changesNothingTheSecondTime() {
    assertThat(record(consent("bob@example.org"))).isEqualTo(new Change(1, 0, 0));
    assertThat(record(consent("bob@example.org"))).isEqualTo(new Change(0, 0, 1));
    assertThat(audited())
        .containsExactly("added bob@example.org plain_email plain-2026-03 by alice");
  }

  @Test
  void record_afterWithdrawal_doesNotUndoIt() {
    record(consent("bob@example.org"));
    register.withdraw("bob@example.org", Optional.of(SCOPE), "carol");
    assertThat(record(consent("bob@example.org"))).isEqualTo(new Change(0, 0, 1));
    assertThat(covers("bob@example.org", NOW)).isFalse();
  }

  @Test
  void record_contradiction_isRefusedAndNothingOfItsBatchIsKept() {
    record(consent("bob@example.org"));
    Consent other = new Consent("bob@example.org", SCOPE, GIVEN, "v2", Optional.empty());
    assertThat(register.contradicting(other)).isPresent();
    assertThat(register.contradicting(consent("bob@example.org"))).isEmpty();
    assertThatThrownBy(() -> record(consent("ann@example.org"), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("says something else");
    assertThat(register.list("", 10)).hasSize(1);
  }

  @Test
  void record_withdrawal_isKeptWithItsDate() {
    Instant day = NOW.minus(Duration.ofDays(2));
    Entry entry = new Entry(consent("bob@example.org"), Optional.of(day));
    assertThat(register.record(List.of(entry), "alice")).isEqualTo(new Change(1, 0, 0));
    assertThat(covers("bob@example.org", day)).isFalse();
    assertThat(register.of("bob@example.org").getFirst().withdrawal())
        .contains(new Recorded.Withdrawal(day, "alice"));
    record(consent("ann@example.org"));
    Entry later = new Entry(consent("ann@example.org"), Optional.of(day));
    assertThat(register.record(List.of(later), "alice")).isEqualTo(new Change(0, 1, 0));
    assertThat(audited()).hasSize(4);
  }

  @Test
  void record_manyMoreThanOneTransaction_areAllKept() {
    Consent[] many =
        IntStream.range(0, 250)
            .mapToObj(i -> consent("p%03d@example.org".formatted(i)))
            .toArray(Consent[]::new);
    assertThat(record(many)).isEqualTo(new Change(250, 0, 0));
    assertThat(register.list("", 1000)).hasSize(250);
    assertThat(register.list("p247@example.org", 1000))
        .extracting(r -> r.consent().address())
        .containsExactly("p248@example.org", "p249@example.org");
  }

  @Test
  void list_pageThatEndsWithinAnAddress_tellsAllOfThatAddress() {
    for (String scope : List.of("a", "b", "c")) {
      for (String address : List.of("ann@example.org", "bob@example.org")) {
        record(new Consent(address, scope, GIVEN, "v1", Optional.empty()));
      }
    }
    assertThat(register.list("", 4)).hasSize(6);
    assertThat(register.list("", 2)).hasSize(3);
    assertThat(register.list("ann@example.org", 1)).hasSize(3);
    assertThat(register.list("bob@example.org", 1)).isEmpty();
  }

  @Test
  void record_failsHalfWay_keepsWhatCameBeforeAndMayBeMadeAgain() {
    List<Entry> entries =
        IntStream.range(0, 250)
            .mapToObj(i -> new Entry(consent("p%03d@example.org".formatted(i)), Optional.empty()))
            .toList();
    record(new Consent("p150@example.org", SCOPE, GIVEN, "v2", Optional.empty()));
    assertThatThrownBy(() -> register.record(entries, "alice"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(register.list("", 1000)).hasSize(101);
    List<Entry> others =
        entries.stream().filter(e -> !e.consent().address().startsWith("p150")).toList();
    assertThat(register.record(others, "alice")).isEqualTo(new Change(149, 0, 100));
  }

  @Test
  void withdraw_oneScope_leavesTheOthers() {
    Consent other =
        new Consent("bob@example.org", "reminders", GIVEN, "plain-2026-03", Optional.empty());
    record(consent("bob@example.org"), other);
    assertThat(register.withdraw("bob@example.org", Optional.of("reminders"), "carol")).hasSize(1);
    assertThat(register.withdraw("bob@example.org", Optional.of("reminders"), "carol")).isEmpty();
    assertThat(covers("bob@example.org", NOW)).isTrue();
    assertThat(audited()).contains("withdrawn bob@example.org reminders plain-2026-03 by carol");
  }

  @Test
  void record_storeClosed_fails() {
    database.close();
    assertThatThrownBy(() -> record(consent("bob@example.org"))).isInstanceOf(StoreException.class);
    open();
  }
}
