package io.postern.core.mode;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.PolicySettings.Mode;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HostReply;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Proof;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.FakeMeters;
import io.postern.core.testing.LogWatch;
import io.postern.core.testing.Modes;
import io.postern.core.testing.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CircuitBreakerTest {
  private static final Recipient BOB = Recipient.of("bob@example.org");
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  private static final Protection PORTAL = new Protection.PortalPickup(Duration.ofDays(30), true);
  private static final MessageId ID = new MessageId("01KA3W7T0QZ5V8N2M4XBD6CEFG");

  private static final String ARCHIVE = "journal@archive.example";

  @TempDir Path directory;
  private final FakeClock clock = FakeClock.create();
  private final FakeMeters meters = new FakeMeters();
  private SqlDatabase database;
  private ModeSwitch modes;
  private CircuitBreaker breaker;

  @BeforeEach
  void open() {
    database =
        SqlDatabase.open(Stores.sqliteSettings(), directory, Stores.NODE, Stores.rootKey(), clock);
    modes = new ModeSwitch(database, Modes.of(Mode.ENFORCE, false), clock);
    breaker =
        new CircuitBreaker(
            new PolicySettings.Breaker(0.5, 10, Duration.ofMinutes(10)),
            modes,
            meters,
            clock,
            "node1");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Decision deliver(Protection... inOrder) {
    return new Decision.Deliver(BOB, List.of(inOrder), Reasons.of("rule"));
  }

  private static Decision refuse() {
    return new Decision.Refuse(BOB, Reply.of(550, "5.7.1", "no"), Reasons.of("rule"));
  }

  private static Decision hold() {
    return new Decision.Hold(BOB, "compliance", Reasons.of("rule"));
  }

  private void decide(int times, Decision decision) {
    breaker.decided(Collections.nCopies(times, decision));
  }

  private void settle(int times, AuditEvent event) {
    breaker.settled(
        envelope(new Upstream("a", Upstream.Kind.NETWORK, "::1", "a", "ESMTP", Optional.empty())),
        Collections.nCopies(times, event));
  }

  private Envelope envelope(Upstream upstream) {
    return new Envelope(
        ID,
        upstream,
        ReversePath.of("a@example.org"),
        List.of(BOB, Recipient.blindCopy(Mailbox.parse(ARCHIVE))),
        clock.instant(),
        EsmtpOptions.NONE);
  }

  private static AuditEvent delivered(String protection) {
    return delivered("bob@example.org", protection);
  }

  private static AuditEvent delivered(String recipient, String protection) {
    HostReply reply = HostReply.own(250, "2.0.0", "ok");
    return new AuditEvent.Delivered(
        ID, recipient, 1, reply, new Proof(protection, Optional.empty(), Map.of()));
  }

  private static AuditEvent failed(String protection) {
    return new AuditEvent.Failed(
        ID, "bob@example.org", protection, 1, HostReply.own(550, "5.1.1", "no"));
  }

  private static AuditEvent fellBack(String next) {
    return new AuditEvent.FellBack(
        ID, "bob@example.org", "tls", next, "no STARTTLS", Optional.empty());
  }

  private boolean tripped() {
    return modes.current() == Mode.HOLD;
  }

  @Test
  void decided_refusedBeyondTheShare_trips() {
    decide(5, hold());
    decide(5, refuse());
    assertThat(tripped()).isFalse(); // half is not more than half
    decide(1, refuse());
    assertThat(tripped()).isTrue();
    assertThat(meters.counted("postern_breaker_trips")).isEqualTo(1);
  }

  @Test
  void decided_fewerThanTheMinimum_doesNotTrip() {
    decide(9, refuse());
    assertThat(tripped()).isFalse();
    decide(1, refuse());
    assertThat(tripped()).isTrue();
  }

  @Test
  void decided_portalFirst_countsAndPortalAsALaterChoiceDoesNot() {
    decide(100, deliver(TLS, PORTAL));
    assertThat(tripped()).isFalse();
    decide(10, deliver(PORTAL, TLS));
    assertThat(tripped()).isTrue();
  }

  @Test
  void settled_allFallBackToThePortal_trips() {
    decide(10, deliver(TLS, PORTAL));
    settle(10, fellBack("portal"));
    assertThat(tripped()).isTrue();
  }

  @Test
  void settled_bouncesAfterGoodOnes_tripWhenTheyAreTheGreaterShare() {
    settle(10, delivered("tls"));
    settle(10, failed("tls"));
    assertThat(tripped()).isFalse();
    settle(1, failed("tls"));
    assertThat(tripped()).isTrue();
  }

  @Test
  void settled_whatWasCountedBefore_countsOnce() {
    decide(6, deliver(PORTAL));
    settle(6, delivered("portal"));
    settle(6, failed("portal"));
    settle(20, failed("none")); // the DSN to whom policy refused
    settle(20, fellBack("smime"));
    assertThat(tripped()).isFalse(); // six of six, below the minimum
  }

  @Test
  void settled_copiesForTheArchive_doNotCount() {
    settle(100, delivered(ARCHIVE, "tls"));
    settle(9, failed("tls"));
    assertThat(tripped()).isFalse();
    settle(1, failed("tls"));
    assertThat(tripped()).isTrue();
  }

  @Test
  void settled_ownMail_doesNotCount() {
    breaker.settled(envelope(Upstream.own("gw")), Collections.nCopies(50, failed("tls")));
    assertThat(tripped()).isFalse();
  }

  @Test
  void decided_longAgo_isForgotten() {
    decide(9, refuse());
    clock.advance(Duration.ofMinutes(9));
    decide(1, hold());
    assertThat(tripped()).isTrue();
    modes.reset("alice");
    decide(9, refuse());
    clock.advance(Duration.ofMinutes(10));
    decide(9, refuse());
    assertThat(tripped()).isFalse();
  }

  @Test
  void decided_justWithinTheWindow_countsAndAtItsEndDoesNot() {
    decide(9, refuse());
    clock.advance(Duration.ofMinutes(10).minusMillis(1));
    decide(1, refuse());
    assertThat(tripped()).isTrue();
    modes.reset("alice");
    clock.advance(Duration.ofHours(1));
    decide(9, refuse());
    clock.advance(Duration.ofMinutes(10));
    decide(1, refuse());
    assertThat(tripped()).isFalse();
  }

  @Test
  void decided_exactlyTheShare_doesNotTripAndOneMoreDoes() {
    decide(100, hold());
    decide(100, refuse());
    assertThat(tripped()).isFalse();
    decide(1, refuse());
    assertThat(tripped()).isTrue();
  }

  @Test
  void decided_onTwoNodes_eachCountsForItselfAndOneTripStopsBoth() {
    ModeSwitch others = new ModeSwitch(database, Modes.of(Mode.ENFORCE, false), clock);
    CircuitBreaker other =
        new CircuitBreaker(
            new PolicySettings.Breaker(0.5, 10, Duration.ofMinutes(10)),
            others,
            meters,
            clock,
            "node2");
    decide(9, refuse());
    other.decided(Collections.nCopies(9, refuse()));
    assertThat(tripped()).isFalse();
    other.decided(List.of(refuse()));
    database.write(tx -> 0).join(); // what was handed over before is committed
    clock.advance(Duration.ofSeconds(1));
    assertThat(tripped()).isTrue();
    assertThat(modes.position().tripped().orElseThrow().by()).isEqualTo("node2");
  }

  @Test
  void decided_afterReset_beginsAnew() {
    decide(10, refuse());
    assertThat(tripped()).isTrue();
    assertThat(modes.reset("alice")).isTrue();
    decide(9, refuse());
    assertThat(tripped()).isFalse();
  }

  @Test
  void trip_alarmNamesFiguresAndNoAddress() {
    try (LogWatch log = new LogWatch()) {
      decide(10, refuse());
      assertThat(log.lines("ERROR").toString())
          .contains("alarm=\"BREAKER\"")
          .contains("10 of 10 recipients within PT10M")
          .contains("--reset")
          .doesNotContain("bob@");
    }
  }
}
