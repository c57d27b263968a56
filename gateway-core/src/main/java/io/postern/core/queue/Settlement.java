package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Decryption;
import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.Proof;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.TlsProof;
import io.postern.core.port.DsnWriter;
import io.postern.core.store.Lease;
import io.postern.core.store.NewDelivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the outcomes of one attempt change: worked out here without the store, so that it can be
 * read and tested, and then committed in one transaction.
 *
 * @param events for the audit trail, one or more per recipient
 * @param deferred the recipients that stay in this delivery; none where it is done
 * @param due when they are tried again
 * @param counts whether it counts as one of their attempts
 * @param lastReply the latest answer, for the queue listing
 * @param next deliveries that take over: the next protection, or a hold
 * @param failed recipients whose sender hears of a failure
 * @param delayed recipients whose sender hears of a delay or a hold now
 * @param warned whether one of them is of those that stay in this delivery
 * @param relayed recipients whose sender asked to hear of success and whose next hop will not tell
 *     (RFC 3461 6.2.7.2)
 */
record Settlement(
    List<AuditEvent> events,
    List<Integer> deferred,
    Instant due,
    boolean counts,
    Optional<String> lastReply,
    List<NewDelivery> next,
    List<DsnWriter.Status> failed,
    List<DsnWriter.Status> delayed,
    boolean warned,
    List<DsnWriter.Status> relayed) {
  /** The queue of messages whose stored content failed its integrity check. */
  static final String DAMAGED = "damaged";

  /** The queue of deliveries that a defect of ours keeps from ending. */
  static final String DEFECT = "defect";

  /**
   * @param outcomes one per recipient of the lease, in its order
   */
  static Settlement of(Lease lease, List<Outcome> outcomes, RetrySchedule schedule, Instant now) {
    return new Builder(lease, schedule, now).addAll(outcomes).build();
  }

  /**
   * The same where reading the content found damage: whoever has no final answer waits for a
   * person.
   */
  static Settlement ofDamaged(
      Lease lease, List<Outcome> outcomes, RetrySchedule schedule, Instant now, String damage) {
    Builder builder = new Builder(lease, schedule, now).holding(DAMAGED, "integrity check failed");
    builder.events.add(new AuditEvent.Damaged(lease.message(), damage));
    return builder.addAll(outcomes).build();
  }

  /** Everybody waits for a person, because trying again would not end either. */
  static Settlement ofDefect(Lease lease, RetrySchedule schedule, Instant now, String defect) {
    Builder builder = new Builder(lease, schedule, now).holding(DEFECT, defect);
    Outcome none = new Outcome.Deferred(HostReply.own(451, "4.3.0", defect));
    return builder.addAll(lease.positions().stream().map(p -> none).toList()).build();
  }

  /** Nobody is asked any more, because the time is over. */
  static Settlement ofExpired(Lease lease, HostReply last, RetrySchedule schedule, Instant now) {
    Builder builder = new Builder(lease, schedule, now);
    for (int i = 0; i < lease.positions().size(); i++) {
      builder.expired(lease.positions().get(i), lease.recipients().get(i), givenUp(last));
    }
    return builder.build();
  }

  /** Nothing was tried; the sender hears that everybody still waits. */
  static Settlement ofLate(Lease lease, HostReply last, RetrySchedule schedule, Instant now) {
    Builder builder = new Builder(lease, schedule, now);
    lease.recipients().forEach(r -> builder.late(r, last));
    builder.deferred.addAll(lease.positions());
    return builder.build();
  }

  // RFC 3463 3.5: X.4.7 delivery time expired; the last answer tells the sender what to fix.
  private static HostReply givenUp(HostReply last) {
    return HostReply.own(554, "5.4.7", "given up after repeated attempts; last: " + last);
  }

  // RFC 3463 3.8: X.7.0 other security status. The sender learns that the letter waits, and for
  // whom.
  private static final HostReply HELD =
      HostReply.own(
          450, "4.7.0", "held: no protection that your organisation accepts is possible for now");

  private static final class Builder {
    private final Lease lease;
    private final RetrySchedule schedule;
    private final Instant now;
    private final int attempt;
    private final List<AuditEvent> events = new ArrayList<>();
    private final List<Integer> deferred = new ArrayList<>();
    private final List<Integer> fallingBack = new ArrayList<>();
    private final List<DsnWriter.Status> failed = new ArrayList<>();
    private final List<DsnWriter.Status> delayed = new ArrayList<>();
    private final List<DsnWriter.Status> relayed = new ArrayList<>();
    private final List<Integer> kept = new ArrayList<>();
    private Optional<String> lastReply = Optional.empty();
    private Optional<String> holdQueue = Optional.empty();
    private String holdReason = "";
    private Instant due = Instant.MAX;
    private boolean counts;
    private boolean warned;

    Builder(Lease lease, RetrySchedule schedule, Instant now) {
      this.lease = lease;
      this.schedule = schedule;
      this.now = now;
      this.attempt = lease.attempts() + 1;
    }

    /** Holds whoever is neither delivered nor failed. */
    Builder holding(String queue, String reason) {
      holdQueue = Optional.of(queue);
      holdReason = reason;
      return this;
    }

    Builder addAll(List<Outcome> outcomes) {
      if (outcomes.size() != lease.positions().size()) {
        throw new IllegalArgumentException("one outcome per recipient");
      }
      for (int i = 0; i < outcomes.size(); i++) {
        add(lease.positions().get(i), lease.recipients().get(i), outcomes.get(i));
      }
      return this;
    }

    private void add(int position, Recipient recipient, Outcome outcome) {
      switch (outcome) {
        case Outcome.Delivered d -> delivered(recipient, d);
        case Outcome.Failed f -> failed(recipient, f.reply());
        case Outcome.Unprotectable u when holdQueue.isPresent() -> keep(position, recipient);
        case Outcome.Deferred d when holdQueue.isPresent() -> keep(position, recipient);
        case Outcome.Unprotectable u when u.passing() && left().isEmpty() ->
            deferred(position, recipient, outOfOrder(u));
        case Outcome.Unprotectable u -> unprotectable(position, recipient, u);
        case Outcome.Deferred d -> deferred(position, recipient, d);
      }
    }

    private static Outcome.Deferred outOfOrder(Outcome.Unprotectable outcome) {
      HostReply reply = HostReply.own(451, "4.7.5", outcome.why());
      return new Outcome.Deferred(reply, Deferral.DESTINATION);
    }

    private void keep(int position, Recipient recipient) {
      kept.add(position);
      events.add(
          new AuditEvent.Held(
              lease.message(), address(recipient), holdQueue.orElseThrow(), holdReason));
    }

    private void delivered(Recipient recipient, Outcome.Delivered outcome) {
      events.add(
          new AuditEvent.Delivered(
              lease.message(), address(recipient), attempt, outcome.reply(), outcome.proof()));
      Decryption.of(outcome.proof().details())
          .ifPresent(what -> events.add(decryption(recipient, what)));
      boolean tellsNobody = !outcome.proof().details().containsKey(Proof.DSN_PASSED);
      if (recipient.notifyOn().contains(Recipient.Notify.SUCCESS) && tellsNobody) {
        relayed.add(new DsnWriter.Status(recipient, outcome.reply(), Optional.empty()));
      }
    }

    private AuditEvent decryption(Recipient recipient, Decryption what) {
      return switch (what) {
        case Decryption.Left(String format) ->
            new AuditEvent.LeftEncrypted(lease.message(), address(recipient), format);
        case Decryption.Opened o ->
            new AuditEvent.Decrypted(
                lease.message(),
                address(recipient),
                o.format(),
                o.key(),
                o.integrity(),
                o.signature(),
                o.signer());
      };
    }

    private void unprotectable(int position, Recipient recipient, Outcome.Unprotectable outcome) {
      fallBack(position, recipient, outcome.why(), outcome.tls());
      if (left().isEmpty()) {
        events.add(
            new AuditEvent.Held(
                lease.message(),
                address(recipient),
                Plan.UNPROTECTABLE,
                "no acceptable protection is left"));
        if (recipient.wantsDelayNotice()) {
          delayed.add(new DsnWriter.Status(recipient, HELD, Optional.empty()));
        }
      }
    }

    private void fallBack(int position, Recipient recipient, String why, Optional<TlsProof> tls) {
      List<Protection> left = left();
      events.add(
          new AuditEvent.FellBack(
              lease.message(),
              address(recipient),
              protection(),
              left.isEmpty() ? "hold" : left.getFirst().label(),
              why,
              tls));
      fallingBack.add(position);
    }

    private void deferred(int position, Recipient recipient, Outcome.Deferred outcome) {
      HostReply reply = outcome.reply();
      Instant again = schedule.next(attempt, lease.envelope().receivedAt(), outcome.why(), now);
      lastReply = Optional.of(reply.toString());
      if (again.isAfter(lease.expiresAt())) {
        expired(position, recipient, givenUp(reply));
        return;
      }
      events.add(
          new AuditEvent.Deferred(
              lease.message(), address(recipient), protection(), attempt, reply, again));
      deferred.add(position);
      due = again.isBefore(due) ? again : due;
      counts |= outcome.why() != Deferral.SLOW_DOWN;
      if (schedule.late(lease.envelope().receivedAt(), now)) {
        late(recipient, reply);
      }
    }

    private void late(Recipient recipient, HostReply reply) {
      if (!lease.warned() && recipient.wantsDelayNotice()) {
        delayed.add(new DsnWriter.Status(recipient, reply, Optional.of(lease.expiresAt())));
        warned = true;
      }
    }

    /** What this protection could not do in all the time, the next one that policy allows may. */
    private void expired(int position, Recipient recipient, HostReply reply) {
      if (left().isEmpty()) {
        failed(recipient, reply);
      } else {
        fallBack(position, recipient, reply.reply().toString(), Optional.empty());
      }
    }

    private void failed(Recipient recipient, HostReply reply) {
      events.add(
          new AuditEvent.Failed(lease.message(), address(recipient), protection(), attempt, reply));
      if (recipient.wantsFailureNotice()) {
        failed.add(new DsnWriter.Status(recipient, reply, Optional.empty()));
      }
    }

    private Settlement build() {
      List<NewDelivery> next = new ArrayList<>();
      if (!fallingBack.isEmpty()) {
        next.add(takeOver(fallingBack, left()));
      }
      if (!kept.isEmpty()) {
        next.add(NewDelivery.held(lease, kept, lease.protections(), holdQueue.orElseThrow()));
      }
      return new Settlement(
          events, deferred, due, counts, lastReply, next, failed, delayed, warned, relayed);
    }

    private NewDelivery takeOver(List<Integer> positions, List<Protection> left) {
      return left.isEmpty()
          ? NewDelivery.held(lease, positions, left, Plan.UNPROTECTABLE)
          : NewDelivery.queued(lease, positions, left);
    }

    private List<Protection> left() {
      List<Protection> all = lease.protections();
      return all.isEmpty() ? all : all.subList(1, all.size());
    }

    private String protection() {
      return lease.protections().isEmpty() ? "none" : lease.protections().getFirst().label();
    }

    private static String address(Recipient recipient) {
      return recipient.mailbox().address();
    }
  }
}
