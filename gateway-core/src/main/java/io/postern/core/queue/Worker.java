package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.HostReply;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.model.Reply;
import io.postern.core.port.Consignment;
import io.postern.core.port.Content;
import io.postern.core.port.Courier;
import io.postern.core.seal.DamagedException;
import io.postern.core.spool.Spool;
import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.NewDelivery;
import io.postern.core.store.QueueStore;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
   * @return true where something else is due at once: the next protection, or a notice
   */
  boolean work(Lease lease) {
    Watched content = new Watched(lease.message());
    List<Outcome> outcomes =
        lease.refusal().map(r -> refused(lease, r)).orElseGet(() -> carry(lease, content));
    boolean more = settle(lease, content, outcomes);
    log(lease, outcomes);
    return more;
  }

  /** An attempt that ended in a defect of ours counts as one, and is not repeated for ever. */
  boolean broken(Lease lease, Throwable defect) {
    LOG.error("{}: delivery {} ended in a defect", lease.message(), lease.number(), defect);
    String what = "internal error: " + defect.getClass().getSimpleName();
    if (lease.attempts() + 1 >= DEFECTS) {
      return commit(
          lease,
          new Watched(lease.message()),
          () -> Settlement.ofDefect(lease, schedule, clock.instant(), what));
    }
    Outcome later = new Outcome.Deferred(HostReply.own(451, "4.3.0", what));
    return settle(
        lease, new Watched(lease.message()), lease.positions().stream().map(p -> later).toList());
  }

  private boolean settle(Lease lease, Watched content, List<Outcome> outcomes) {
    return commit(
        lease,
        content,
        () -> {
          Instant now = clock.instant();
          return content
              .damage()
              .map(d -> Settlement.ofDamaged(lease, outcomes, schedule, now, d))
              .orElseGet(() -> Settlement.of(lease, outcomes, schedule, now));
        });
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

  private void settle(Tx tx, Lease lease, Settlement settlement, SenderNotices.Prepared notices)
      throws SQLException {
    if (!queue.holds(tx, lease, owner)) {
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
    goOn(tx, lease, settlement);
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
  private Instant expiry(Lease lease) {
    Instant own = schedule.expiry(clock.instant());
    return own.isAfter(lease.expiresAt()) ? own : lease.expiresAt();
  }

  private void goOn(Tx tx, Lease lease, Settlement settlement) throws SQLException {
    int number = settlement.next().isEmpty() ? 0 : queue.nextNumber(tx, lease.message());
    for (NewDelivery next : settlement.next()) {
      queue.insert(tx, lease.message(), number++, next, expiry(lease), Optional.empty());
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
          lease.warned() || settlement.warned());
    }
  }

  /**
   * The outcome is known and must not be forgotten: while the store is out of order this worker
   * keeps trying, because giving up would mean a second delivery, or a failure that nobody hears
   * of.
   */
  private boolean commit(Lease lease, Watched content, Supplier<Settlement> settling) {
    long pause = FIRST_PAUSE;
    while (true) {
      Settlement settlement = settling.get();
      try (SenderNotices.Prepared prepared =
          notices.prepare(lease.envelope(), content, settlement)) {
        Waiting.forCommit(
            database.write(tx -> {
              settle(tx, lease, settlement, prepared);
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
      case Outcome.Deferred d -> "deferred " + d.reply();
      case Outcome.Failed f -> "failed " + f.reply();
    };
  }

  /**
   * Opens the stored content when it is asked for, and notices when that finds damage, whatever the
   * reader makes of it.
   */
  private final class Watched implements Content {
    private final MessageId id;
    private volatile Optional<String> damage = Optional.empty();
    private volatile @Nullable Content stored;

    Watched(MessageId id) {
      this.id = id;
    }

    Optional<String> damage() {
      return damage;
    }

    @Override
    public long size() {
      try {
        return stored().size();
      } catch (IOException e) {
        // Reading it will fail too, and there it can be told apart.
        return 0;
      }
    }

    @Override
    public InputStream open() throws IOException {
      try {
        return new WatchedStream(stored().open());
      } catch (DamagedException e) {
        throw noted(e);
      }
    }

    private Content stored() throws IOException {
      Content known = stored;
      if (known == null) {
        known = spool.open(id);
        stored = known;
      }
      return known;
    }

    private DamagedException noted(DamagedException e) {
      damage = Optional.of(String.valueOf(e.getMessage()));
      return e;
    }

    private final class WatchedStream extends FilterInputStream {
      WatchedStream(InputStream in) {
        super(in);
      }

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        try {
          return in.read(b, off, len);
        } catch (DamagedException e) {
          throw noted(e);
        }
      }
    }
  }
}
