package io.postern.core.flow;

import io.postern.core.audit.AuditEvent;
import io.postern.core.loop.LoopGuard;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Reply;
import io.postern.core.model.Screening;
import io.postern.core.model.Verdict;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Content;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import io.postern.core.port.PolicyEngine;
import io.postern.core.queue.Dispatcher;
import io.postern.core.queue.Entry;
import io.postern.core.queue.PolicyNotices;
import io.postern.core.queue.RetrySchedule;
import io.postern.core.queue.Waiting;
import io.postern.core.spool.SealedDraft;
import io.postern.core.spool.Spool;
import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.QueueStore;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import java.io.IOException;
import java.sql.SQLException;
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
  private final LoopGuard loops;
  private final Spool spool;
  private final Database database;
  private final QueueStore queue;
  private final Dispatcher dispatcher;
  private final RetrySchedule schedule;
  private final PolicyNotices notices;

  public MessageFlow(
      PolicyEngine policy,
      LoopGuard loops,
      Spool spool,
      Database database,
      Dispatcher dispatcher,
      RetrySchedule schedule,
      PolicyNotices notices) {
    this.policy = policy;
    this.loops = loops;
    this.spool = spool;
    this.database = database;
    this.queue = new QueueStore(database);
    this.dispatcher = dispatcher;
    this.schedule = schedule;
    this.notices = notices;
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
    return take(
        envelope,
        draft,
        content -> {
          LoopGuard.Sighting sighting = loops.look(envelope, content);
          return new Judged(sighting.holding(judge(envelope, content)), sighting::stored);
        });
  }

  @Override
  public Acceptance acceptOwn(Envelope envelope, Draft draft, Protection protection) {
    Judgement own = Entry.ownJudgement(envelope, protection);
    return take(envelope, draft, content -> new Judged(own, () -> {}));
  }

  /**
   * @param stored to be told once the message is durable
   */
  private record Judged(Judgement judgement, Runnable stored) {}

  @FunctionalInterface
  private interface Judge {
    Judged judge(Content content) throws IOException;
  }

  private Acceptance take(Envelope envelope, Draft draft, Judge judge) {
    try {
      Judged judged = judge.judge(draft.content());
      Judgement judgement = judged.judgement();
      Optional<Reply> refusal = refusalOfAll(judgement.decisions());
      if (refusal.isPresent()) {
        record(Entry.decisionEvents(envelope, judgement));
        return new Acceptance.Refused(refusal.get());
      }
      store(envelope, (SealedDraft) draft, judgement);
      judged.stored().run();
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
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      // Its message may quote what it choked on; class and place say enough.
      LOG.error("{}: held, the policy engine failed: {}", envelope.id(), Failures.describe(e));
      return holdAll(envelope, "the policy engine failed: " + e.getClass().getSimpleName());
    }
  }

  private Judgement holdAll(Envelope envelope, String why) {
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
            .toList(),
        List.of(),
        policy.version());
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

  private void record(List<AuditEvent> events) {
    Waiting.forCommit(
        database.write(tx -> {
          for (AuditEvent event : events) {
            tx.audit(event);
          }
          return Boolean.TRUE;
        }));
  }

  /** The message, its copies for the archive, and what its sender is told, all or nothing. */
  private void store(Envelope envelope, SealedDraft draft, Judgement judgement) throws IOException {
    Addressed addressed = Addressed.of(envelope, judgement);
    Entry entry = Entry.of(addressed.envelope(), draft, addressed.judgement(), schedule);
    Optional<PolicyNotices.Prepared> notice = notices.of(envelope, draft.content(), judgement);
    try {
      commit(entry, notice);
    } finally {
      notice.ifPresent(PolicyNotices.Prepared::close);
    }
  }

  private void commit(Entry entry, Optional<PolicyNotices.Prepared> notice) {
    List<String> destinations = entry.destinations();
    // What is held goes nowhere yet: nothing of it is kept at hand.
    Optional<QueueStore.Stamp> stamp =
        destinations.isEmpty() ? Optional.empty() : dispatcher.reserve(destinations);
    boolean handedOver = false;
    try {
      List<Lease> leases = stamp.map(entry::leases).orElse(List.of());
      Waiting.forCommit(
          database.write(tx -> {
            entry.store(tx, queue, stamp);
            if (notice.isPresent()) {
              store(tx, notice.get());
            }
            return Boolean.TRUE;
          }));
      if (stamp.isPresent()) {
        entry.keepAtHand(spool);
        handedOver = true; // it gives the room back itself, whatever happens then
        dispatcher.handOver(leases);
      }
      if (notice.isPresent() || (stamp.isEmpty() && !destinations.isEmpty())) {
        dispatcher.wake();
      }
    } finally {
      if (stamp.isPresent() && !handedOver) {
        dispatcher.giveBack(destinations);
      }
    }
  }

  private void store(Tx tx, PolicyNotices.Prepared notice) throws SQLException {
    notice.notice().store(tx, queue, Optional.empty());
    for (AuditEvent event : notice.events()) {
      tx.audit(event);
    }
  }
}
