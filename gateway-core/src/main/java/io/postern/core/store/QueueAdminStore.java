package io.postern.core.store;

import io.postern.config.Json;
import io.postern.core.model.Discretion;
import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SQL behind the operator's view of the queue. Thread-safe. */
public final class QueueAdminStore {
  private static final String SELECT =
      """
      SELECT d.message_id, d.n, d.next_hop, d.recipients, d.protections, d.refusal, d.state, d.hold_queue,
        d.discretion, d.hold_until, d.attempts, d.due, d.expires_at, d.last_reply,
        m.received_at, m.envelope, m.size
      FROM delivery d JOIN message m ON m.id = d.message_id\
      """;

  private static final Logger LOG = LoggerFactory.getLogger(QueueAdminStore.class);

  private final Database database;

  public QueueAdminStore(Database database) {
    this.database = database;
  }

  /**
   * One delivery as an operator sees it.
   *
   * @param state {@code queued}, {@code leased} or {@code held}
   * @param refused whether policy refused these recipients, so that only their DSN is due
   * @param holdUntil when its hold ends; empty where a person has to end it
   * @param readable false where what is stored of it cannot be understood: then nothing is left to
   *     it, nobody is known of whom it is, and it must not go on
   * @param requireTls whether the sender demands TLS (RFC 8689)
   * @param size of the message in bytes
   */
  public record Row(
      MessageId message,
      int number,
      String from,
      List<String> recipients,
      String nextHop,
      List<String> protections,
      String state,
      Optional<String> holdQueue,
      Discretion discretion,
      Optional<Instant> holdUntil,
      boolean refused,
      boolean readable,
      boolean requireTls,
      int attempts,
      Instant receivedAt,
      Instant due,
      Instant expiresAt,
      Optional<String> lastReply,
      long size) {}

  /** The oldest deliveries, of one state where given. */
  public List<Row> list(Optional<String> state, int most) {
    // A literal, so that the planner may use an index for one state.
    String where = state.map(s -> " WHERE d.state = '" + known(s) + "'").orElse("");
    return database.read(connection -> {
      try (PreparedStatement s =
          connection.prepareStatement(SELECT + where + " ORDER BY d.message_id, d.n LIMIT ?")) {
        s.setInt(1, most);
        return rows(s);
      }
    });
  }

  private static String known(String state) {
    return switch (state) {
      case "queued", "leased", "held" -> state;
      default -> throw new IllegalArgumentException("no state of a delivery: " + state);
    };
  }

  /** All deliveries of one message. */
  public List<Row> ofMessage(MessageId id) {
    return database.read(connection -> {
      try (PreparedStatement s =
          connection.prepareStatement(SELECT + " WHERE d.message_id = ? ORDER BY d.n")) {
        s.setString(1, id.value());
        return rows(s);
      }
    });
  }

  /** The same inside a transaction, so that what is changed is what was seen. */
  public List<Row> ofMessage(Tx tx, MessageId id) throws SQLException {
    PreparedStatement s = tx.prepare(SELECT + " WHERE d.message_id = ? ORDER BY d.n");
    s.setString(1, id.value());
    return rows(s);
  }

  /** Makes a queued delivery due now. */
  public boolean retry(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET due = ? WHERE message_id = ? AND n = ? AND state = 'queued'");
    s.setLong(1, tx.now().toEpochMilli());
    return change(s, 2, row);
  }

  /** Makes some queued deliveries due now that are not, of one recipients' domain where given. */
  public int retryAll(Tx tx, Optional<String> destination, int most) throws SQLException {
    String which =
        destination.isPresent()
            ? " AND (destination = ? OR destination = '@local' AND next_hop = ?)"
            : "";
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET due = ? WHERE state = 'queued' AND due > ? AND (message_id, n) IN"
                + " (SELECT message_id, n FROM delivery WHERE state = 'queued' AND due > ?"
                + which
                + " LIMIT ?)");
    int at = 1;
    for (int i = 0; i < 3; i++) {
      s.setLong(at++, tx.now().toEpochMilli());
    }
    if (destination.isPresent()) {
      s.setString(at++, destination.get());
      s.setString(at++, destination.get());
    }
    s.setInt(at, most);
    return s.executeUpdate();
  }

  /** Takes a queued delivery out of the workers' sight. */
  public boolean hold(Tx tx, Row row, String queue) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'held', hold_queue = ?"
                + " WHERE message_id = ? AND n = ? AND state = 'queued'");
    s.setString(1, queue);
    return change(s, 2, row);
  }

  /** Lets a held delivery go on, with these protections and a new expiry. */
  public boolean release(
      Tx tx, Row row, List<Protection> protections, QueueStore.Deadlines deadlines)
      throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            UPDATE delivery SET state = 'queued', hold_queue = NULL, hold_until = NULL, protections = ?,
              due = ?, expires_at = ?, warn_at = ?, destination = ?
            WHERE message_id = ? AND n = ? AND state = 'held'\
            """);
    s.setString(1, ProtectionText.format(protections));
    s.setLong(2, tx.now().toEpochMilli());
    s.setLong(3, deadlines.expiresAt().toEpochMilli());
    s.setLong(4, deadlines.warnAt().toEpochMilli());
    s.setString(5, Lease.destination(row.nextHop(), protections, Optional.empty()));
    return change(s, 6, row);
  }

  /** Ends a hold with a refusal: what is left is to tell the sender. */
  public boolean refuse(Tx tx, Row row, Reply reply, Instant expiresAt) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            UPDATE delivery SET state = 'queued', hold_queue = NULL, hold_until = NULL, protections = '',
              refusal = ?, due = ?, expires_at = ?, destination = ?
            WHERE message_id = ? AND n = ? AND state = 'held'\
            """);
    s.setString(1, Json.write(reply));
    s.setLong(2, tx.now().toEpochMilli());
    s.setLong(3, expiresAt.toEpochMilli());
    s.setString(4, Lease.LOCAL);
    return change(s, 5, row);
  }

  /**
   * Holds on until then, unless somebody else did since the row was read.
   *
   * @param row of a hold that has an end
   */
  public boolean holdOn(Tx tx, Row row, Instant until) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET hold_until = ?"
                + " WHERE hold_until = ? AND message_id = ? AND n = ? AND state = 'held'");
    s.setLong(1, until.toEpochMilli());
    s.setLong(2, row.holdUntil().orElseThrow().toEpochMilli());
    return change(s, 3, row);
  }

  /** Deliveries whose hold has ended, those first that wait for longest. */
  public List<Row> ended(Tx tx, int most) throws SQLException {
    return ended(tx, "", most);
  }

  private static List<Row> ended(Tx tx, String and, int most) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            SELECT
                + " WHERE d.hold_until IS NOT NULL AND d.hold_until <= ? AND d.state = 'held'"
                + and
                + " ORDER BY d.hold_until LIMIT ?");
    s.setLong(1, tx.now().toEpochMilli());
    s.setInt(2, most);
    return rows(s);
  }

  /**
   * Those of them of which nobody was told yet, as {@link #told} marks them. Nothing else asks when
   * a held delivery is due.
   */
  public List<Row> endedUntold(Tx tx, int most) throws SQLException {
    return ended(tx, " AND d.due < d.hold_until", most);
  }

  /** Marks an ended hold as told; false where it is. */
  public boolean told(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET due = ?"
                + " WHERE due < hold_until AND message_id = ? AND n = ? AND state = 'held'");
    s.setLong(1, tx.now().toEpochMilli());
    return change(s, 2, row);
  }

  /** How many holds have ended and were told and are held all the same. */
  public int waiting() {
    return database.read(connection -> {
      try (PreparedStatement s =
              connection.prepareStatement(
                  "SELECT COUNT(*) FROM delivery"
                      + " WHERE hold_until IS NOT NULL AND due >= hold_until AND state = 'held'");
          ResultSet r = s.executeQuery()) {
        r.next();
        return r.getInt(1);
      }
    });
  }

  /** The protections still open to a delivery. */
  public List<Protection> protections(Row row) {
    return ProtectionText.parse(String.join(" ", row.protections()));
  }

  private static boolean change(PreparedStatement s, int at, Row row) throws SQLException {
    s.setString(at, row.message().value());
    s.setInt(at + 1, row.number());
    return s.executeUpdate() == 1;
  }

  private static List<Row> rows(PreparedStatement s) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        rows.add(row(r));
      }
    }
    return rows;
  }

  /** What a row says that only a program of its own version may understand. */
  private record Understood(
      String from,
      List<String> recipients,
      List<String> protections,
      Discretion discretion,
      boolean readable,
      boolean requireTls) {
    /** One that cannot be read must not keep people and timers from the others. */
    static final Understood NOTHING =
        new Understood("", List.of(""), List.of(), Discretion.UNBOUND, false, true);
  }

  private static Understood understood(ResultSet r) throws SQLException {
    try {
      Envelope envelope = EnvelopeText.parse(r.getString("envelope"));
      String protections = r.getString("protections");
      return new Understood(
          envelope.from().toString(),
          QueueStore.positions(r.getString("recipients")).stream()
              .map(p -> envelope.to().get(p).mailbox().address())
              .toList(),
          ProtectionText.words(protections),
          DiscretionText.parse(r.getString("discretion"), ProtectionText.parse(protections)),
          true,
          envelope.options().requireTls());
    } catch (RuntimeException e) {
      LOG.warn(
          "{}: delivery {} cannot be read: {}",
          r.getString("message_id"),
          r.getInt("n"),
          e.getClass().getName());
      return Understood.NOTHING;
    }
  }

  private static Row row(ResultSet r) throws SQLException {
    Understood understood = understood(r);
    long holdUntil = r.getLong("hold_until");
    boolean ends = !r.wasNull();
    return new Row(
        new MessageId(r.getString("message_id")),
        r.getInt("n"),
        understood.from(),
        understood.recipients(),
        r.getString("next_hop"),
        understood.protections(),
        r.getString("state"),
        Optional.ofNullable(r.getString("hold_queue")),
        understood.discretion(),
        ends ? Optional.of(Instant.ofEpochMilli(holdUntil)) : Optional.empty(),
        r.getString("refusal") != null,
        understood.readable(),
        understood.requireTls(),
        r.getInt("attempts"),
        Instant.ofEpochMilli(r.getLong("received_at")),
        Instant.ofEpochMilli(r.getLong("due")),
        Instant.ofEpochMilli(r.getLong("expires_at")),
        Optional.ofNullable(r.getString("last_reply")),
        r.getLong("size"));
  }
}
