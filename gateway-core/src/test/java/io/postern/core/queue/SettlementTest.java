package io.postern.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Discretion;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.HostReply;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.model.Proof;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Rewriting;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import io.postern.core.store.Lease;
import io.postern.core.store.NewDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SettlementTest {
  private static final Discretion DISCRETION =
      new Discretion(
          new HoldTerms(List.of("pat"), Optional.of(Duration.ofDays(3)), HoldTerms.End.RELEASE),
          List.of(new Protection.Smime()));
  private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = RECEIVED.plusSeconds(10);
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  private static final Protection SMIME = new Protection.Smime();
  private static final Outcome DELIVERED = delivered(Map.of());
  private static final Outcome DEFERRED = new Outcome.Deferred(HostReply.own(450, "4.2.0", "busy"));
  private static final Outcome FAILED =
      new Outcome.Failed(HostReply.own(550, "5.1.1", "no such user"));
  private static final Outcome UNPROTECTABLE =
      new Outcome.Unprotectable("certificate expired", Optional.empty());

  private final RetrySchedule schedule =
      new RetrySchedule(
          new Settings.Queue(
              List.of(Duration.ofMinutes(1), Duration.ofMinutes(5)),
              0.2,
              Duration.ofDays(5),
              Duration.ofDays(1),
              Duration.ofHours(4),
              Duration.ofMinutes(5),
              Duration.ofHours(1),
              100,
              Duration.ofMinutes(30)),
          () -> 0.5);

  @Test
  void of_everyOutcomeAtOnce_eachRecipientGoesItsOwnWay() {
    Lease lease = lease(List.of(TLS, SMIME), Set.of(), 4);

    Settlement got =
        Settlement.of(lease, List.of(DELIVERED, DEFERRED, FAILED, UNPROTECTABLE), schedule, NOW);

    assertThat(got.deferred()).containsExactly(1);
    assertThat(got.due()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
    assertThat(got.next())
        .containsExactly(
            new NewDelivery(
                "example.org",
                List.of(3),
                List.of(SMIME),
                Optional.empty(),
                Optional.empty(),
                Rewriting.NONE,
                DISCRETION));
    assertThat(got.failed())
        .extracting(s -> s.recipient().mailbox().localPart())
        .containsExactly("r2");
    assertThat(got.events())
        .extracting(e -> e.getClass().getSimpleName())
        .containsExactly("Delivered", "Deferred", "Failed", "FellBack");
  }

  @Test
  void of_lastProtectionUnprotectable_isHeldAndTheSenderHears() {
    Settlement got =
        Settlement.of(lease(List.of(SMIME), Set.of(), 1), List.of(UNPROTECTABLE), schedule, NOW);

    assertThat(got.next())
        .containsExactly(
            new NewDelivery(
                "example.org",
                List.of(0),
                List.of(),
                Optional.of(Plan.UNPROTECTABLE),
                Optional.empty(),
                Rewriting.NONE,
                DISCRETION.untilDecided()));
    assertThat(got.delayed()).hasSize(1);
    assertThat(got.events()).anyMatch(e -> e instanceof AuditEvent.Held);
  }

  @Test
  void of_protectionOutOfOrder_takesTheNextOrWaitsWhereNoneIsLeft() {
    Outcome passing = new Outcome.Unprotectable("STARTTLS: 454", Optional.empty(), true);

    Settlement next =
        Settlement.of(lease(List.of(TLS, SMIME), Set.of(), 1), List.of(passing), schedule, NOW);
    Settlement last =
        Settlement.of(lease(List.of(TLS), Set.of(), 1), List.of(passing), schedule, NOW);

    assertThat(next.next()).singleElement().matches(n -> n.protections().equals(List.of(SMIME)));
    assertThat(next.deferred()).isEmpty();
    assertThat(last.next()).isEmpty();
    assertThat(last.deferred()).containsExactly(0);
    assertThat(last.lastReply().orElseThrow()).contains("451 4.7.5", "STARTTLS: 454");
  }

  @Test
  void of_deferredBeyondExpiry_failsWith547AndTheLastAnswer() {
    Settlement got =
        Settlement.of(
            lease(List.of(TLS), Set.of(), 1),
            List.of(DEFERRED),
            schedule,
            RECEIVED.plus(Duration.ofDays(5)));

    assertThat(got.deferred()).isEmpty();
    assertThat(got.failed()).hasSize(1);
    assertThat(got.failed().getFirst().reply().reply().toString())
        .startsWith("554 5.4.7")
        .contains("busy");
  }

  @Test
  void of_deferredBeyondExpiryWithAProtectionLeft_takesThatOneInsteadOfFailing() {
    Settlement got =
        Settlement.of(
            lease(List.of(TLS, SMIME), Set.of(), 1),
            List.of(DEFERRED),
            schedule,
            RECEIVED.plus(Duration.ofDays(5)));

    assertThat(got.failed()).isEmpty();
    assertThat(got.deferred()).isEmpty();
    assertThat(got.next().getFirst().protections()).containsExactly(SMIME);
    assertThat(got.events())
        .singleElement()
        .isInstanceOfSatisfying(
            AuditEvent.FellBack.class,
            e -> assertThat(e.why()).contains("554 5.4.7", "450 4.2.0 busy"));
  }

  @Test
  void of_deferredAfterFourHours_warnsOnce() {
    Instant late = RECEIVED.plus(Duration.ofHours(5));

    assertThat(
            Settlement.of(lease(List.of(TLS), Set.of(), 1), List.of(DEFERRED), schedule, late)
                .delayed())
        .hasSize(1);
    Lease warned =
        new Lease(
            envelope(Set.of(), 1),
            0,
            "example.org",
            List.of(0),
            List.of(TLS),
            Optional.empty(),
            DISCRETION,
            3,
            RECEIVED.plus(Duration.ofDays(5)),
            true,
            Optional.empty(),
            Rewriting.NONE,
            1);
    assertThat(Settlement.of(warned, List.of(DEFERRED), schedule, late).delayed()).isEmpty();
  }

  @Test
  void of_notifyNever_nobodyHearsOfAFailure() {
    Settlement got =
        Settlement.of(
            lease(List.of(TLS), Set.of(Recipient.Notify.NEVER), 1), List.of(FAILED), schedule, NOW);

    assertThat(got.failed()).isEmpty();
    assertThat(got.events()).hasSize(1);
  }

  @Test
  void of_notifySuccess_relayedOnlyWhereTheNextHopWillNotTell() {
    Lease lease = lease(List.of(TLS), Set.of(Recipient.Notify.SUCCESS), 1);

    assertThat(Settlement.of(lease, List.of(DELIVERED), schedule, NOW).relayed()).hasSize(1);
    assertThat(
            Settlement.of(lease, List.of(delivered(Map.of(Proof.DSN_PASSED, "yes"))), schedule, NOW)
                .relayed())
        .isEmpty();
  }

  @Test
  void of_wrongNumberOfOutcomes_isRefused() {
    Lease lease = lease(List.of(TLS), Set.of(), 2);

    assertThatThrownBy(() -> Settlement.of(lease, List.of(DELIVERED), schedule, NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Outcome delivered(Map<String, String> details) {
    return new Outcome.Delivered(
        HostReply.own(250, "2.0.0", "ok"), new Proof("tls", Optional.empty(), details));
  }

  private static Lease lease(
      List<Protection> protections, Set<Recipient.Notify> wishes, int recipients) {
    return new Lease(
        envelope(wishes, recipients),
        0,
        "example.org",
        IntStream.range(0, recipients).boxed().toList(),
        protections,
        Optional.empty(),
        DISCRETION,
        0,
        RECEIVED.plus(Duration.ofDays(5)),
        false,
        Optional.empty(),
        Rewriting.NONE,
        1);
  }

  private static Envelope envelope(Set<Recipient.Notify> wishes, int recipients) {
    return new Envelope(
        MessageId.create(RECEIVED.toEpochMilli()),
        Upstream.own("gw.example.org"),
        ReversePath.of("a@example.com"),
        IntStream.range(0, recipients)
            .mapToObj(
                i -> new Recipient(new Mailbox("r" + i, "example.org"), wishes, Optional.empty()))
            .toList(),
        RECEIVED,
        EsmtpOptions.NONE);
  }
}
