package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.core.store.Database;
import io.postern.core.store.DestinationStore;
import io.postern.core.store.QueueAdminStore;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.core.store.QueueStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an operator may do with the queue, each change in one transaction with its audit event. A
 * delivery in the hands of a worker is left alone. Thread-safe; works beside a running gateway,
 * which notices within seconds.
 */
public final class QueueAdmin {
  /** Where a delivery waits that an operator held. */
  public static final String OPERATOR = "operator";

  private static final int AT_ONCE = 500;

  private final Database database;
  private final QueueAdminStore rows;
  private final QueueStore queue;
  private final MessageEnd end;
  private final DestinationStore destinations;

  public QueueAdmin(Database database, MessageEnd end) {
    this.database = database;
    this.rows = new QueueAdminStore(database);
    this.queue = new QueueStore(database);
    this.end = end;
    this.destinations = new DestinationStore(database);
  }

  /** The oldest deliveries; {@code state} is queued, leased or held. */
  public List<Row> list(Optional<String> state, int most) {
    return rows.list(state, most);
  }

  /** All deliveries of a message; none where it is finished or unknown. */
  public List<Row> show(MessageId id) {
    return rows.ofMessage(id);
  }

  /**
   * Makes a message's queued deliveries due now, and has their destinations tried at once that are
   * dead; gives those changed.
   */
  public List<Row> retry(MessageId id) {
    return change(
        id,
        (tx, row) -> {
          if (!rows.retry(tx, row)) {
            return false;
          }
          destinations.wantRetry(tx, Optional.of(row.nextHop()));
          return true;
        });
  }

  /**
   * What is tried again.
   *
   * @param deliveries that are due now and were not
   * @param destinations that are dead and are tried at once
   */
  public record Retried(long deliveries, int destinations) {}

  /**
   * Makes all queued deliveries to a destination due now, or all there are, and has dead ones tried
   * at once. In steps, so that no accepting session waits long behind it.
   */
  public Retried retryAll(Optional<String> destination) {
    long changed = 0;
    int step;
    do {
      step = Waiting.forCommit(database.write(tx -> rows.retryAll(tx, destination, AT_ONCE)));
      changed += step;
    } while (step == AT_ONCE);
    int dead = Waiting.forCommit(database.write(tx -> destinations.wantRetry(tx, destination)));
    return new Retried(changed, dead);
  }

  /** What nodes know of their destinations that live at this time. */
  public List<DestinationStore.Told> destinations(Instant now) {
    return destinations.all(now);
  }

  /** What is queued, by destination. */
  public List<DestinationStore.Backlog> backlog() {
    return destinations.backlog();
  }

  /** Takes a message's queued deliveries out of delivery; gives those changed. */
  public List<Row> hold(MessageId id, String by) {
    return change(
        id,
        (tx, row) -> {
          if (row.refused() || !rows.hold(tx, row, OPERATOR)) {
            return false;
          }
          for (String recipient : row.recipients()) {
            tx.audit(new AuditEvent.Held(id, recipient, OPERATOR, "held by " + by));
          }
          return true;
        });
  }

  /** Discards a message's queued and held deliveries, without a DSN; gives those discarded. */
  public List<Row> drop(MessageId id, String by, String why) {
    return change(
        id,
        (tx, row) -> {
          if (row.state().equals("leased")) {
            return false;
          }
          for (String recipient : row.recipients()) {
            tx.audit(new AuditEvent.Dropped(id, recipient, by, why));
          }
          queue.remove(tx, id, row.number());
          end.ifFinished(tx, id, "dropped");
          return true;
        });
  }

  @FunctionalInterface
  private interface Change {
    boolean apply(Tx tx, Row row) throws SQLException;
  }

  private List<Row> change(MessageId id, Change change) {
    return Waiting.forCommit(
        database.write(tx -> {
          List<Row> changed = new ArrayList<>();
          for (Row row : rows.ofMessage(tx, id)) {
            if (change.apply(tx, row)) {
              changed.add(row);
            }
          }
          return changed;
        }));
  }
}
