package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.loop.LoopGuard;
import io.postern.core.model.Decision;
import io.postern.core.model.DecisionTrace;
import io.postern.core.model.Envelope;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.Screening;
import io.postern.core.spool.SealedDraft;
import io.postern.core.spool.Spool;
import io.postern.core.store.Lease;
import io.postern.core.store.NewDelivery;
import io.postern.core.store.QueueStore;
import io.postern.core.store.Tx;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message about to become ours: everything that its acceptance writes, worked out before the
 * transaction so that the writer's thread only writes.
 */
public final class Entry {
  private final Envelope envelope;
  private final String envelopeText;
  private final SealedDraft draft;
  private final List<NewDelivery> deliveries;
  private final List<AuditEvent> events;
  private final RetrySchedule schedule;

  private Entry(Envelope envelope, SealedDraft draft, Judgement judgement, RetrySchedule schedule) {
    this.envelope = envelope;
    this.envelopeText = QueueStore.envelopeText(envelope);
    this.draft = draft;
    this.deliveries = Plan.of(judgement.decisions()).deliveries();
    this.events = new ArrayList<>();
    this.events.add(accepted(envelope, draft));
    this.events.addAll(decisionEvents(envelope, judgement));
    this.schedule = schedule;
  }

  private QueueStore.Deadlines deadlines(NewDelivery delivery) {
    return schedule.deadlines(envelope.receivedAt(), delivery.protections());
  }

  /**
   * @param draft complete
   */
  public static Entry of(
      Envelope envelope, SealedDraft draft, Judgement judgement, RetrySchedule schedule) {
    return new Entry(envelope, draft, judgement, schedule);
  }

  /**
   * Mail that the gateway writes itself, without PHI by construction.
   *
   * @throws IOException where its last bytes cannot be stored
   */
  public static Entry ownMail(
      Envelope envelope, SealedDraft draft, Protection protection, RetrySchedule schedule)
      throws IOException {
    draft.content();
    return of(envelope, draft, ownJudgement(envelope, protection), schedule);
  }

  /** What is said of the gateway's own mail instead of screening it. */
  public static Judgement ownJudgement(Envelope envelope, Protection protection) {
    Reasons reasons = Reasons.of("own-mail", "written by the gateway, holds no PHI");
    return new Judgement(
        Screening.OWN_MAIL,
        envelope.to().stream()
            .map(r -> (Decision) new Decision.Deliver(r, List.of(protection), reasons))
            .toList());
  }

  public MessageId id() {
    return envelope.id();
  }

  /** The destinations of the deliveries that are due at once. */
  public List<String> destinations() {
    return deliveries.stream()
        .filter(d -> d.holdQueue().isEmpty())
        .map(NewDelivery::destination)
        .toList();
  }

  /**
   * Writes it; may run again where the transaction was rolled back.
   *
   * @param stamp where given, the deliveries are leased from the start
   */
  public void store(Tx tx, QueueStore queue, Optional<QueueStore.Stamp> stamp) throws SQLException {
    draft.store(tx);
    queue.insertMessage(tx, envelope, envelopeText, draft.size());
    for (int n = 0; n < deliveries.size(); n++) {
      NewDelivery delivery = deliveries.get(n);
      queue.insert(tx, envelope.id(), n, delivery, deadlines(delivery), stamp);
    }
    for (AuditEvent event : events) {
      tx.audit(event);
    }
  }

  /** Keeps the content at hand, once stored, for the delivery that follows at once. */
  public void keepAtHand(Spool spool) {
    spool.keepAtHand(envelope.id(), draft);
  }

  /** The deliveries as they were stored under the stamp. */
  public List<Lease> leases(QueueStore.Stamp stamp) {
    List<Lease> leases = new ArrayList<>();
    for (int n = 0; n < deliveries.size(); n++) {
      NewDelivery d = deliveries.get(n);
      if (d.holdQueue().isEmpty()) {
        leases.add(
            new Lease(
                envelope,
                n,
                d.nextHop(),
                d.positions(),
                d.protections(),
                d.refusal(),
                d.discretion(),
                0,
                deadlines(d).expiresAt(),
                false,
                Optional.empty(),
                d.rewriting(),
                stamp.token()));
      }
    }
    return leases;
  }

  private static AuditEvent accepted(Envelope e, SealedDraft draft) {
    return new AuditEvent.Accepted(
        e.id(),
        e.upstream().name(),
        e.upstream().clientAddress(),
        e.upstream().protocol(),
        e.upstream().tls(),
        e.from().toString(),
        e.to().stream().map(Entry::address).toList(),
        draft.size(),
        draft.digest());
  }

  /** What the detector and policy said, also of a message that is refused. */
  public static List<AuditEvent> decisionEvents(Envelope envelope, Judgement judgement) {
    List<AuditEvent> events = new ArrayList<>();
    events.add(new AuditEvent.Screened(envelope.id(), judgement.screening()));
    for (Decision decision : judgement.decisions()) {
      events.addAll(decided(envelope.id(), decision, judgement.policy()));
      attested(envelope, decision).ifPresent(events::add);
    }
    judgement.policy().ifPresent(p -> events.addAll(explained(envelope, judgement, p)));
    return events;
  }

  /** One event for all recipients with the same explanation: a thousand are one. */
  private static List<AuditEvent> explained(Envelope envelope, Judgement judgement, String policy) {
    Map<DecisionTrace, List<String>> same = new LinkedHashMap<>();
    for (int i = 0; i < judgement.traces().size(); i++) {
      same.computeIfAbsent(judgement.traces().get(i), t -> new ArrayList<>())
          .add(address(envelope.to().get(i)));
    }
    List<AuditEvent> events = new ArrayList<>();
    same.forEach((trace, recipients) ->
        events.add(new AuditEvent.Explained(envelope.id(), recipients, policy, trace)));
    return events;
  }

  private static List<AuditEvent> decided(
      MessageId id, Decision decision, Optional<String> policy) {
    return switch (decision) {
      case Decision.Deliver d -> {
        List<String> labels = d.inOrder().stream().map(Protection::label).toList();
        yield List.of(decided(id, d, "deliver", labels, policy));
      }
      case Decision.Hold h ->
          List.of(
              decided(id, h, "hold", List.of(), policy),
              new AuditEvent.Held(id, address(h.recipient()), h.queue(), whyHeld(h)));
      case Decision.Refuse r -> List.of(decided(id, r, "refuse", List.of(), policy));
    };
  }

  private static Optional<AuditEvent> attested(Envelope envelope, Decision decision) {
    Reasons reasons = decision.reasons();
    return reasons
        .attested()
        .map(phrase ->
            new AuditEvent.Attested(
                envelope.id(),
                address(decision.recipient()),
                envelope.from().toString(),
                reasons.rule(),
                phrase));
  }

  /** A loop is held whatever policy said. */
  private static String whyHeld(Decision.Hold hold) {
    return hold.queue().equals(LoopGuard.QUEUE)
        ? "loop: " + String.join("; ", hold.reasons().because())
        : "policy: " + hold.reasons().rule();
  }

  private static AuditEvent decided(
      MessageId id,
      Decision decision,
      String word,
      List<String> protections,
      Optional<String> policy) {
    return new AuditEvent.Decided(
        id, address(decision.recipient()), word, protections, decision.reasons(), policy);
  }

  private static String address(Recipient recipient) {
    return recipient.mailbox().address();
  }
}
