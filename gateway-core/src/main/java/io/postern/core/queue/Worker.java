package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import io.postern.core.model.Reply;
import io.postern.core.port.Consignment;
import io.postern.core.port.Content;
import io.postern.core.port.Courier;
import io.postern.core.spool.Spool;
import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.LeaseStore;
import io.postern.core.store.NewDelivery;
import io.postern.core.store.QueueStore;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import io.postern.core.traffic.Feedback;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at one delivery: carry, notify, settle. Thread-safe. */
public final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** Attempts that end in a defect of ours before the delivery is held. */
  private static final int DEFECTS = 3;

  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

  private final Database database;
  private final QueueStore queue;
  private final LeaseStore leases;
  private final Spool spool;
  private final Courier courier;
  private final SenderNotices notices;
  private final MessageEnd end;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final String owner;
  private final SettledMail watch;
  private volatile boolean stopping;

  public Worker(
      Database database,
      Spool spool,
      Courier courier,
      SenderNotices notices,
      MessageEnd end,
      RetrySchedule schedule,
      InstantSource clock,
      String owner,
      SettledMail watch) {
    this.database = database;
    this.queue = new QueueStore(database);
    this.leases = new LeaseStore(database);
    this.spool = spool;
    this.courier = courier;
    this.notices = notices;
    this.end = end;
    this.schedule = schedule;
    this.clock = clock;
    this.owner = owner;
    this.watch = watch;
  }

  /**
   * What came of an attempt.
   *
   * @param more whether something else is due at once: the next protection, or a notice
   * @param unanswered recipients that the next attempt may bring the message a second time
   */
  record Worked(boolean more, Feedback feedback, long unanswered) {
    static final Worked NOTHING = new Worked(false, Feedback.NOTHING, 0);
  }

  Worked work(Lease lease) {
    WatchedContent content = content(lease);
    List<Outcome> outcomes =
        lease.refusal().map(r -> refused(lease, r)).orElseGet(() -> carry(lease, content));
    boolean more = settle(lease, content, outcomes);
    log(lease, outcomes);
    boolean local = lease.destination().equals(Lease.LOCAL);
    return new Worked(more, local ? Feedback.NOTHING : Feedback.of(outcomes), unanswered(outcomes));
  }

  private static long unanswered(List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(o -> o instanceof Outcome.Deferred d && d.why() == Deferral.UNANSWERED)
        .count();
  }

  private WatchedContent content(Lease lease) {
    return new WatchedContent(spool, lease.message());
  }

  /** An attempt that ended in a defect of ours counts as one, and is not repeated for ever. */
  Worked broken(Lease lease, Throwable defect) {
    LOG.error("{}: delivery {} ended in a defect", lease.message(), lease.number(), defect);
    String what = "internal error: " + defect.getClass().getSimpleName();
    Outcome later = new Outcome.Deferred(HostReply.own(451, "4.3.0", what), Deferral.OURS);
    List<Outcome> outcomes = lease.positions().stream().map(p -> later).toList();
    boolean more =
        lease.attempts() + 1 >= DEFECTS
            ? commit(
                lease,
                content(lease),
                () -> Settlement.ofDefect(lease, schedule, clock.instant(), what),
                this::goOn)
            : settle(lease, content(lease), outcomes);
    return new Worked(more, Feedback.NOTHING, 0);
  }

  /**
   * Gives a delivery up whose time is over, without another attempt.
   *
   * @param last why nobody was reached
   */
  boolean expire(Lease lease, HostReply last) {
    LOG.info("{}: delivery {} is given up: {}", lease.message(), lease.number(), last);
    return commit(
        lease,
        content(lease),
        () -> Settlement.ofExpired(lease, last, schedule, clock.instant()),
        this::goOn);
  }

  /** Tells the sender that a delivery waits, and puts it back as it was. */
  boolean warn(Lease lease, HostReply last) {
    return commit(
        lease,
        content(lease),
        () -> Settlement.ofLate(lease, last, schedule, clock.instant()),
        (tx, l, settlement) -> queue.putBackWarned(tx, l));
  }

  private boolean settle(Lease lease, WatchedContent content, List<Outcome> outcomes) {
    return commit(
        lease,
        content,
        () -> {
          Instant now = clock.instant();
          return content
              .damage()
              .map(d -> Settlement.ofDamaged(lease, outcomes, schedule, now, d))
              .orElseGet(() -> Settlement.of(lease, outcomes, schedule, now));
        },
        this::goOn);
  }

  /** How long after its receipt a message's sender hears that it waits. */
  Duration warnAfter() {
    return schedule.warnAfter();
  }

  /** Makes no new attempts at settling: what is not settled yet is done again at the next start. */
  void stop() {
    stopping = true;
  }

  private List<Outcome> carry(Lease lease, Content content) {
    return courier.deliver(
        new Consignment(
            lease.envelope(),
            lease.recipients(),
            lease.nextHop(),
            lease.protections().getFirst(),
            content,
            lease.attempts() + 1,
            lease.rewriting()));
  }

  private static List<Outcome> refused(Lease lease, Reply reply) {
    Outcome failed = new Outcome.Failed(new HostReply("postern", reply));
    return lease.positions().stream().map(p -> failed).toList();
  }

  /** What becomes of the delivery itself. */
  @FunctionalInterface
  private interface Next {
    void apply(Tx tx, Lease lease, Settlement settlement) throws SQLException;
  }

  private void settle(
      Tx tx, Lease lease, Settlement settlement, SenderNotices.Prepared notices, Next next)
      throws SQLException {
    if (!leases.holds(tx, lease, owner)) {
      LOG.warn("{}: delivery {} was taken over", lease.message(), lease.number());
      recordDeliveries(tx, settlement);
      return;
    }
    for (AuditEvent event : settlement.events()) {
      tx.audit(event);
    }
    for (Entry notice : notices.notices()) {
      notice.store(tx, queue, Optional.empty());
    }
    for (AuditEvent event : notices.events()) {
      tx.audit(event);
    }
    next.apply(tx, lease, settlement);
  }

  /** Another node answers for the rest; what we delivered happened all the same. */
  private static void recordDeliveries(Tx tx, Settlement settlement) throws SQLException {
    for (AuditEvent event : settlement.events()) {
      if (event instanceof AuditEvent.Delivered) {
        tx.audit(event);
      }
    }
  }

  /**
   * A protection that takes over has its own time: with what its predecessor left of it, one
   * passing fault would be the end.
   */
  private Instant expiry(Lease lease, NewDelivery next) {
    Instant own = schedule.expiry(clock.instant(), next.protections());
    return own.isAfter(lease.expiresAt()) ? own : lease.expiresAt();
  }

  private void goOn(Tx tx, Lease lease, Settlement settlement) throws SQLException {
    int number = settlement.next().isEmpty() ? 0 : queue.nextNumber(tx, lease.message());
    for (NewDelivery next : settlement.next()) {
      queue.insert(tx, lease.message(), number++, next, deadlines(lease, next), Optional.empty());
    }
    if (settlement.deferred().isEmpty()) {
      queue.remove(tx, lease.message(), lease.number());
      end.ifFinished(tx, lease.message(), "delivered");
    } else {
      queue.defer(
          tx,
          lease,
          settlement.deferred(),
          settlement.due(),
          settlement.lastReply(),
          lease.warned() || settlement.warned(),
          settlement.counts());
    }
  }

  private QueueStore.Deadlines deadlines(Lease lease, NewDelivery next) {
    Instant warnAt = schedule.deadlines(lease.envelope().receivedAt(), List.of()).warnAt();
    return new QueueStore.Deadlines(warnAt, expiry(lease, next), lease.warned());
  }

  /**
   * The outcome is known and must not be forgotten: while the store is out of order this worker
   * keeps trying, because giving up would mean a second delivery, or a failure that nobody hears
   * of.
   */
  private boolean commit(
      Lease lease, WatchedContent content, Supplier<Settlement> settling, Next next) {
    long pause = FIRST_PAUSE;
    SenderNotices.Allowance allowance = notices.allowance(lease.envelope());
    while (true) {
      Settlement settlement = settling.get();
      try (SenderNotices.Prepared prepared =
          notices.prepare(lease.envelope(), content, settlement, allowance)) {
        Waiting.forCommit(
            database.write(tx -> {
              settle(tx, lease, settlement, prepared, next);
              return Boolean.TRUE;
            }));
        watch.settled(lease.envelope(), settlement.events());
        return !settlement.next().isEmpty() || !prepared.notices().isEmpty();
      } catch (StoreException | IOException e) {
        LOG.warn("{}: cannot settle yet: {}", lease.message(), e.getMessage());
        if (stopping || !pause(pause)) {
          LOG.error("{}: not settled; it will be delivered again", lease.message());
          return false;
        }
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    }
  }

  private static boolean pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void log(Lease lease, List<Outcome> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      LOG.info(
          "{}: to=<{}> {} {}",
          lease.message(),
          lease.recipients().get(i).mailbox(),
          lease.protections().isEmpty() ? "refused" : lease.protections().getFirst().label(),
          describe(outcomes.get(i)));
    }
  }

  private static String describe(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered d ->
          "delivered "
              + d.reply()
              + d.proof().tls().map(t -> " " + t.version() + " " + t.check()).orElse("");
      case Outcome.Unprotectable u -> "unprotectable " + u.why();
      case Outcome.Deferred d -> "deferred " + word(d.why()) + d.reply();
      case Outcome.Failed f -> "failed " + f.reply();
    };
  }

  private static String word(Deferral why) {
    return switch (why) {
      case MESSAGE, DESTINATION, UNANSWERED, OURS -> "";
      case SLOW_DOWN, GREYLISTED, MAILBOX_FULL, BLOCKED ->
          "(" + why.name().toLowerCase(Locale.ROOT) + ") ";
    };
  }
}
