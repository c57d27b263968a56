package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.core.port.Content;
import io.postern.core.spool.Spool;
import io.postern.core.store.Database;
import io.postern.core.store.QueueAdminStore;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.core.store.Tx;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a person may do with deliveries that are held, each change in one transaction with its audit
 * event: all that were chosen change, or none. Thread-safe; works beside a running gateway, which
 * notices within seconds.
 */
public final class HeldMail {
  // RFC 3463 3.8: X.7.1 delivery not authorized, message refused.
  private static final Reply REFUSED =
      Reply.of(554, "5.7.1", "your organisation held this message and decided not to send it");

  private final Database database;
  private final QueueAdminStore rows;
  private final Spool spool;
  private final RetrySchedule schedule;

  public HeldMail(Database database, Spool spool, RetrySchedule schedule) {
    this.database = database;
    this.rows = new QueueAdminStore(database);
    this.spool = spool;
    this.schedule = schedule;
  }

  /**
   * Held deliveries of one message.
   *
   * @param number the only one; empty for all
   */
  public record Choice(MessageId message, Optional<Integer> number) {
    /** All of them. */
    public static Choice all(MessageId message) {
      return new Choice(message, Optional.empty());
    }

    boolean takes(Row row) {
      return row.state().equals("held") && number.map(n -> n == row.number()).orElse(true);
    }
  }

  /** The oldest held deliveries. */
  public List<Row> list(int most) {
    return rows.list(Optional.of("held"), most);
  }

  /** The held deliveries of a message. */
  public List<Row> show(Choice choice) {
    return rows.ofMessage(choice.message()).stream().filter(choice::takes).toList();
  }

  /**
   * Lets them go on with the protections they have left, or with others; gives those released.
   *
   * @param named where given, what they go on with; one that policy allowed keeps its terms
   * @param why for the audit trail
   * @throws IllegalArgumentException where what is stored of it cannot be read, where the person
   *     may not release it, where none is left and none is named, where one named protects less
   *     than what policy allowed, and where portal and TLS stand in for each other, or policy
   *     refused it, without a reason
   */
  public List<Row> release(Choice choice, List<Protection> named, String by, Optional<String> why) {
    Optional<String> reason = why.filter(w -> !w.isBlank());
    return change(choice, (tx, row) -> release(tx, row, named, by, reason));
  }

  /** The same as policy said, or by what protects better: no reason is needed. */
  public List<Row> release(Choice choice, List<Protection> named, String by) {
    return release(choice, named, by, Optional.empty());
  }

  private boolean release(Tx tx, Row row, List<Protection> named, String by, Optional<String> why)
      throws SQLException {
    if (!row.readable()) {
      throw new IllegalArgumentException(
          "what is stored of it cannot be read: it can be refused or dropped only");
    }
    Permit permit = new Permit(row.discretion(), rows.protections(row), row.requireTls());
    permit.by(by);
    List<Protection> protections = permit.protections(named, why);
    List<String> labels = protections.stream().map(Protection::label).toList();
    return rows.release(tx, row, protections, schedule.deadlines(tx.now(), protections))
        && recorded(tx, row, r -> new AuditEvent.Released(row.message(), r, labels, by, why));
  }

  /**
   * Ends them; the sender is told by a DSN where it wants to hear of failures. Gives those refused.
   *
   * @param why for the audit trail only
   */
  public List<Row> refuse(Choice choice, String by, String why) {
    return change(
        choice,
        (tx, row) ->
            rows.refuse(tx, row, REFUSED, schedule.expiry(tx.now(), List.of()))
                && recorded(tx, row, r -> new AuditEvent.Refused(row.message(), r, by, why)));
  }

  /**
   * The content of a held message; that it was read, by whom and why is in the audit trail when
   * this returns.
   *
   * @throws IllegalArgumentException where nothing of it is held, or no reason is given
   * @throws IOException where the content cannot be read
   */
  public Content read(MessageId id, String by, String reason) throws IOException {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a reason is needed");
    }
    Waiting.forCommit(
        database.write(tx -> {
          if (rows.ofMessage(tx, id).stream().noneMatch(Choice.all(id)::takes)) {
            throw new IllegalArgumentException("nothing of it is held");
          }
          tx.audit(new AuditEvent.ContentRead(id, by, reason));
          return Boolean.TRUE;
        }));
    return spool.open(id);
  }

  @FunctionalInterface
  private interface Change {
    boolean apply(Tx tx, Row row) throws SQLException;
  }

  private List<Row> change(Choice choice, Change change) {
    return Waiting.forCommit(
        database.write(tx -> {
          List<Row> changed = new ArrayList<>();
          for (Row row : rows.ofMessage(tx, choice.message())) {
            if (choice.takes(row) && change.apply(tx, row)) {
              changed.add(row);
            }
          }
          return changed;
        }));
  }

  @FunctionalInterface
  interface PerRecipient {
    AuditEvent event(String recipient);
  }

  /** One event for each recipient of a delivery. */
  static boolean recorded(Tx tx, Row row, PerRecipient event) throws SQLException {
    for (String recipient : row.recipients()) {
      tx.audit(event.event(recipient));
    }
    return true;
  }
}
