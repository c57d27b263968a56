package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.HostReply;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.model.Recipient;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at one delivery: carry, notify, settle. Thread-safe. */
public final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** The queue of messages whose stored content failed its integrity check. */
  static final String DAMAGED = "damaged";

  private final Database database;
  private final QueueStore queue;
  private final Spool spool;
  private final Courier courier;
  private final SenderNotices notices;
  private final MessageEnd end;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final String owner;

  public Worker(
      Database database,
      Spool spool,
      Courier courier,
      SenderNotices notices,
      MessageEnd end,
      RetrySchedule schedule,
      InstantSource clock,
      String owner) {
    this.database = database;
    this.queue = new QueueStore(database);
    this.spool = spool;
    this.courier = courier;
    this.notices = notices;
    this.end = end;
    this.schedule = schedule;
    this.clock = clock;
    this.owner = owner;
  }

  /**
   * @return true where the delivery goes on at once with its next protection
   */
  boolean work(Lease lease) {
    Watched content = new Watched(lease.message());
    List<Outcome> outcomes =
        lease.refusal().map(r -> refused(lease, r)).orElseGet(() -> carry(lease, content));
    Optional<String> damage = content.damage();
    if (damage.isPresent()) {
      setAside(lease, outcomes, damage.get());
      return false;
    }
    Settlement settlement = Settlement.of(lease, outcomes, schedule, clock.instant());
    List<AuditEvent> told = notices.send(lease.envelope(), content, settlement);
    commit(lease, tx -> settle(tx, lease, settlement, told));
    log(lease, outcomes);
    return !settlement.next().isEmpty();
  }

  private List<Outcome> carry(Lease lease, Content content) {
    return courier.deliver(
        new Consignment(
            lease.envelope(),
            lease.recipients(),
            lease.nextHop(),
            lease.protections().getFirst(),
            content,
            lease.attempts() + 1));
  }

  private static List<Outcome> refused(Lease lease, Reply reply) {
    Outcome failed = new Outcome.Failed(new HostReply("postern", reply));
    return lease.positions().stream().map(p -> failed).toList();
  }

  private void settle(Tx tx, Lease lease, Settlement settlement, List<AuditEvent> told)
      throws SQLException {
    // What happened is told in any case; the queue is changed only while the lease is ours.
    for (AuditEvent event : settlement.events()) {
      tx.audit(event);
    }
    for (AuditEvent event : told) {
      tx.audit(event);
    }
    if (!queue.holds(tx, lease, owner)) {
      LOG.warn("{}: delivery {} was taken over by another worker", lease.message(), lease.number());
      return;
    }
    int number = settlement.next().isEmpty() ? 0 : queue.nextNumber(tx, lease.message());
    for (NewDelivery next : settlement.next()) {
      queue.insert(tx, lease.message(), number++, next, lease.expiresAt(), Optional.empty());
    }
    if (settlement.deferred().isEmpty()) {
      queue.remove(tx, lease.message(), lease.number());
      end.ifFinished(tx, lease.message(), "delivered");
    } else {
      boolean warned = lease.warned() || !settlement.delayed().isEmpty();
      queue.defer(
          tx, lease, settlement.deferred(), settlement.due(), settlement.lastReply(), warned);
    }
  }

  /** Content that fails its check is never delivered: what is not out yet waits for a person. */
  private void setAside(Lease lease, List<Outcome> outcomes, String damage) {
    LOG.error("{}: stored content is damaged and set aside: {}", lease.message(), damage);
    List<Integer> left = new ArrayList<>();
    List<AuditEvent> events = new ArrayList<>();
    events.add(new AuditEvent.Damaged(lease.message(), damage));
    for (int i = 0; i < outcomes.size(); i++) {
      Recipient recipient = lease.recipients().get(i);
      if (!(outcomes.get(i) instanceof Outcome.Delivered)) {
        left.add(lease.positions().get(i));
        events.add(
            new AuditEvent.Held(
                lease.message(), recipient.mailbox().address(), DAMAGED, "integrity check failed"));
      }
    }
    commit(
        lease,
        tx -> {
          for (AuditEvent event : events) {
            tx.audit(event);
          }
          if (queue.holds(tx, lease, owner)) {
            int number = queue.nextNumber(tx, lease.message());
            queue.remove(tx, lease.message(), lease.number());
            queue.insert(
                tx,
                lease.message(),
                number,
                NewDelivery.held(lease.nextHop(), left, lease.protections(), DAMAGED),
                lease.expiresAt(),
                Optional.empty());
          }
        });
  }

  @FunctionalInterface
  private interface Change {
    void apply(Tx tx) throws SQLException;
  }

  /**
   * The outcome is known and must not be forgotten: while the store is out of order this worker
   * keeps trying, because giving up would mean a second delivery.
   */
  private void commit(Lease lease, Change change) {
    long pause = TimeUnit.MILLISECONDS.toNanos(100);
    while (true) {
      try {
        Waiting.forCommit(
            database.write(tx -> {
              change.apply(tx);
              return Boolean.TRUE;
            }));
        return;
      } catch (StoreException e) {
        LOG.warn("{}: cannot settle yet: {}", lease.message(), e.getMessage());
        if (!pause(pause) || clock.instant().isAfter(lease.until())) {
          LOG.error("{}: not settled; it will be delivered again", lease.message());
          return;
        }
        pause = Math.min(2 * pause, TimeUnit.SECONDS.toNanos(5));
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

    Watched(MessageId id) {
      this.id = id;
    }

    Optional<String> damage() {
      return damage;
    }

    @Override
    public long size() {
      try {
        return spool.open(id).size();
      } catch (IOException e) {
        // Reading it will fail too, and there it can be told apart.
        return 0;
      }
    }

    @Override
    public InputStream open() throws IOException {
      try {
        return new WatchedStream(spool.open(id).open());
      } catch (DamagedException e) {
        throw noted(e);
      }
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
