package io.postern.core.flow;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.Screening;
import io.postern.core.model.Verdict;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Content;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import io.postern.core.port.PolicyEngine;
import io.postern.core.queue.Dispatcher;
import io.postern.core.queue.Plan;
import io.postern.core.queue.RetrySchedule;
import io.postern.core.queue.Waiting;
import io.postern.core.spool.SealedDraft;
import io.postern.core.spool.Spool;
import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.NewDelivery;
import io.postern.core.store.QueueStore;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journey of one message through the door, on one page: judge, plan, commit, answer, hand over.
 *
 * <p>A message is Accepted only after the commit that holds its content, its envelope, one decision
 * per recipient and their audit events is durable. What cannot be judged is held; what cannot be
 * stored is not taken. Thread-safe.
 */
public final class MessageFlow implements Intake {
  private static final Logger LOG = LoggerFactory.getLogger(MessageFlow.class);

  /** The queue of messages that could not be judged. */
  public static final String UNJUDGED = "unjudged";

  private static final Reply CANNOT_STORE =
      Reply.of(451, "4.3.0", "cannot store the message now, try again later");

  private final PolicyEngine policy;
  private final Spool spool;
  private final Database database;
  private final QueueStore queue;
  private final Dispatcher dispatcher;
  private final RetrySchedule schedule;

  public MessageFlow(
      PolicyEngine policy,
      Spool spool,
      Database database,
      Dispatcher dispatcher,
      RetrySchedule schedule) {
    this.policy = policy;
    this.spool = spool;
    this.database = database;
    this.queue = new QueueStore(database);
    this.dispatcher = dispatcher;
    this.schedule = schedule;
  }

  @Override
  public Optional<Reply> closed() {
    return database.refusal();
  }

  @Override
  public Draft newDraft(MessageId id) {
    return spool.newDraft(id);
  }

  @Override
  public Acceptance accept(Envelope envelope, Draft draft) {
    return take(envelope, draft, content -> judge(envelope, content));
  }

  @Override
  public Acceptance acceptOwn(Envelope envelope, Draft draft, Protection protection) {
    return take(envelope, draft, content -> ownMail(envelope, protection));
  }

  @FunctionalInterface
  private interface Judge {
    Judgement judge(Content content);
  }

  private Acceptance take(Envelope envelope, Draft draft, Judge judge) {
    try {
      Content content = draft.content();
      Judgement judgement = judge.judge(content);
      Optional<Reply> refusal = refusalOfAll(judgement.decisions());
      if (refusal.isPresent()) {
        return refuse(envelope, judgement, refusal.get());
      }
      commit(envelope, (SealedDraft) draft, content.size(), judgement);
      return new Acceptance.Accepted(envelope.id());
    } catch (IOException | StoreException e) {
      LOG.warn("{}: not accepted: {}", envelope.id(), e.getMessage());
      return new Acceptance.Refused(database.refusal().orElse(CANNOT_STORE));
    } catch (OutOfMemoryError e) {
      // Also where the commit came before it: the sender then sends twice, and nothing is lost.
      LOG.error("{}: not accepted: out of memory", envelope.id());
      return new Acceptance.Refused(CANNOT_STORE);
    }
  }

  /**
   * Whatever goes wrong in the engine, the message is held, never sent in clear and never lost. Not
   * so where memory is short: that says nothing about the message, which the sender keeps.
   */
  private Judgement judge(Envelope envelope, Content content) {
    try {
      Judgement judgement = policy.judge(envelope, content);
      return judgement.decisions().size() == envelope.to().size()
          ? judgement
          : holdAll(envelope, "the policy engine did not decide for every recipient");
    } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError e) {
      // By class and place alone: the message of an exception may quote what it choked on.
      StackTraceElement[] trace = e.getStackTrace();
      LOG.error(
          "{}: held, the policy engine failed: {} at {}",
          envelope.id(),
          e.getClass().getName(),
          trace.length == 0 ? "an unknown place" : trace[0]);
      return holdAll(envelope, "the policy engine failed: " + e.getClass().getSimpleName());
    }
  }

  private static Judgement holdAll(Envelope envelope, String why) {
    Screening screening =
        new Screening(
            Verdict.UNSCANNABLE,
            1,
            "high",
            List.of(),
            List.of(new Screening.Unscanned("message", why)));
    return new Judgement(
        screening,
        envelope.to().stream()
            .map(r -> (Decision) new Decision.Hold(r, UNJUDGED, Reasons.of("fail-closed", why)))
            .toList());
  }

  private static Judgement ownMail(Envelope envelope, Protection protection) {
    Reasons reasons = Reasons.of("own-mail", "written by the gateway, holds no PHI");
    return new Judgement(
        Screening.OWN_MAIL,
        envelope.to().stream()
            .map(r -> (Decision) new Decision.Deliver(r, List.of(protection), reasons))
            .toList());
  }

  /** The reply where policy refuses every recipient: SMTP has one answer for all of them. */
  private static Optional<Reply> refusalOfAll(List<Decision> decisions) {
    Optional<Reply> first = Optional.empty();
    for (Decision decision : decisions) {
      switch (decision) {
        case Decision.Refuse r -> first = first.isPresent() ? first : Optional.of(r.reply());
        case Decision.Deliver d -> {
          return Optional.empty();
        }
        case Decision.Hold h -> {
          return Optional.empty();
        }
      }
    }
    return first;
  }

  private Acceptance refuse(Envelope envelope, Judgement judgement, Reply reply) {
    List<AuditEvent> events = decisionEvents(envelope, judgement);
    Waiting.forCommit(
        database.write(tx -> {
          for (AuditEvent event : events) {
            tx.audit(event);
          }
          return Boolean.TRUE;
        }));
    return new Acceptance.Refused(reply);
  }

  private void commit(Envelope envelope, SealedDraft draft, long size, Judgement judgement) {
    List<NewDelivery> deliveries = Plan.of(judgement.decisions()).deliveries();
    List<AuditEvent> events = new ArrayList<>();
    events.add(accepted(envelope, draft, size));
    events.addAll(decisionEvents(envelope, judgement));
    String envelopeText = QueueStore.envelopeText(envelope);
    Instant expiresAt = schedule.expiry(envelope.receivedAt());
    int live = (int) deliveries.stream().filter(d -> d.holdQueue().isEmpty()).count();
    Optional<QueueStore.Stamp> stamp = dispatcher.reserve(live);
    try {
      Waiting.forCommit(
          database.write(tx -> {
            draft.store(tx);
            queue.insertMessage(tx, envelope, envelopeText, size);
            insert(tx, envelope.id(), deliveries, expiresAt, stamp);
            for (AuditEvent event : events) {
              tx.audit(event);
            }
            return Boolean.TRUE;
          }));
    } catch (RuntimeException | Error e) {
      stamp.ifPresent(s -> dispatcher.giveBack(live));
      throw e;
    }
    stamp.ifPresentOrElse(
        s -> dispatcher.handOver(leases(envelope, deliveries, expiresAt, s)), dispatcher::wake);
  }

  private void insert(
      Tx tx,
      MessageId id,
      List<NewDelivery> deliveries,
      Instant expiresAt,
      Optional<QueueStore.Stamp> stamp)
      throws SQLException {
    for (int n = 0; n < deliveries.size(); n++) {
      queue.insert(tx, id, n, deliveries.get(n), expiresAt, stamp);
    }
  }

  private static List<Lease> leases(
      Envelope envelope, List<NewDelivery> deliveries, Instant expiresAt, QueueStore.Stamp stamp) {
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
                0,
                expiresAt,
                false,
                stamp.until()));
      }
    }
    return leases;
  }

  private static AuditEvent accepted(Envelope e, SealedDraft draft, long size) {
    return new AuditEvent.Accepted(
        e.id(),
        e.upstream().name(),
        e.upstream().clientAddress(),
        e.upstream().protocol(),
        e.upstream().tls(),
        e.from().toString(),
        e.to().stream().map(r -> r.mailbox().address()).toList(),
        size,
        draft.digest());
  }

  private static List<AuditEvent> decisionEvents(Envelope envelope, Judgement judgement) {
    List<AuditEvent> events = new ArrayList<>();
    events.add(new AuditEvent.Screened(envelope.id(), judgement.screening()));
    for (Decision decision : judgement.decisions()) {
      events.add(decided(envelope.id(), decision));
      if (decision instanceof Decision.Hold h) {
        events.add(
            new AuditEvent.Held(
                envelope.id(), address(h.recipient()), h.queue(), "policy: " + h.reasons().rule()));
      }
    }
    return events;
  }

  private static AuditEvent decided(MessageId id, Decision decision) {
    return switch (decision) {
      case Decision.Deliver d ->
          decided(id, d, "deliver", d.inOrder().stream().map(Protection::label).toList());
      case Decision.Hold h -> decided(id, h, "hold", List.of());
      case Decision.Refuse r -> decided(id, r, "refuse", List.of());
    };
  }

  private static AuditEvent decided(
      MessageId id, Decision decision, String word, List<String> protections) {
    return new AuditEvent.Decided(
        id, address(decision.recipient()), word, protections, decision.reasons());
  }

  private static String address(Recipient recipient) {
    return recipient.mailbox().address();
  }
}
