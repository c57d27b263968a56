package io.postern.core.store;

import io.postern.config.Json;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.core.model.Rewriting;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of messages and deliveries. Methods with a {@link Tx} run inside the writer's
 * transaction. Thread-safe.
 */
public final class QueueStore {
  private static final String INSERT_MESSAGE =
      "INSERT INTO message (id, received_at, envelope, size) VALUES (?, ?, ?, ?)";
  private static final String INSERT_DELIVERY =
      """
      INSERT INTO delivery (message_id, n, next_hop, recipients, protections, refusal, state, hold_queue,
        attempts, due, expires_at, warned, owner, lease_until, lease_token, rewriting, discretion,
        hold_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String SELECT_LEASABLE =
      """
      SELECT d.message_id, d.n, d.next_hop, d.recipients, d.protections, d.refusal, d.discretion, d.attempts,
        d.expires_at, d.warned, d.rewriting, m.envelope
      FROM delivery d JOIN message m ON m.id = d.message_id
      WHERE d.state = 'queued' AND d.due <= ?\
      """;
  private static final String LEASE =
      """
      UPDATE delivery SET state = 'leased', owner = ?, lease_until = ?, lease_token = ?
      WHERE message_id = ? AND n = ? AND state = 'queued'\
      """;

  private final Database database;

  public QueueStore(Database database) {
    this.database = database;
  }

  /**
   * Who holds a delivery.
   *
   * @param until when another node may take it over, unless it is renewed
   * @param token tells this lease from every other
   */
  public record Stamp(String owner, Instant until, long token) {}

  /** An envelope in its stored form; made outside the writer's thread. */
  public static String envelopeText(Envelope envelope) {
    return EnvelopeText.format(envelope);
  }

  public void insertMessage(Tx tx, Envelope envelope, String envelopeText, long size)
      throws SQLException {
    PreparedStatement s = tx.prepare(INSERT_MESSAGE);
    s.setString(1, envelope.id().value());
    s.setLong(2, envelope.receivedAt().toEpochMilli());
    s.setString(3, envelopeText);
    s.setLong(4, size);
    s.executeUpdate();
  }

  /** Queues, holds or (with a stamp) leases a new delivery, due at once. */
  public void insert(
      Tx tx,
      MessageId id,
      int number,
      NewDelivery delivery,
      Instant expiresAt,
      Optional<Stamp> stamp)
      throws SQLException {
    PreparedStatement s = tx.prepare(INSERT_DELIVERY);
    s.setString(1, id.value());
    s.setInt(2, number);
    s.setString(3, delivery.nextHop());
    s.setString(4, positions(delivery.positions()));
    s.setString(5, ProtectionText.format(delivery.protections()));
    s.setString(6, delivery.refusal().map(Json::write).orElse(null));
    s.setString(7, stateOf(delivery, stamp));
    s.setString(8, delivery.holdQueue().orElse(null));
    s.setLong(9, tx.now().toEpochMilli());
    s.setLong(10, expiresAt.toEpochMilli());
    if (stamp.isPresent() && delivery.holdQueue().isEmpty()) {
      s.setString(11, stamp.get().owner());
      s.setLong(12, stamp.get().until().toEpochMilli());
      s.setLong(13, stamp.get().token());
    } else {
      s.setNull(11, Types.VARCHAR);
      s.setNull(12, Types.BIGINT);
      s.setNull(13, Types.BIGINT);
    }
    s.setString(14, delivery.rewriting().isNone() ? null : Json.write(delivery.rewriting()));
    s.setString(15, DiscretionText.format(delivery.discretion()));
    s.setObject(16, holdUntil(delivery, tx.now()), Types.BIGINT);
    s.executeUpdate();
  }

  private static @Nullable Long holdUntil(NewDelivery delivery, Instant now) {
    return delivery
        .holdQueue()
        .flatMap(q -> delivery.discretion().terms().longest())
        .map(longest -> now.plus(longest).toEpochMilli())
        .orElse(null);
  }

  /**
   * Leases deliveries that are due, oldest first. One that cannot be understood is held, so that it
   * does not stand in the way of the others.
   *
   * @param busy next hops that have all the workers they may have
   */
  public List<Lease> lease(Tx tx, Stamp stamp, int most, Collection<String> busy)
      throws SQLException {
    Candidates candidates = candidates(tx, stamp, most, busy);
    for (Unreadable row : candidates.unreadable) {
      hold(tx, row);
    }
    List<Lease> leased = new ArrayList<>(candidates.leases.size());
    PreparedStatement s = tx.prepare(LEASE);
    for (Lease lease : candidates.leases) {
      s.setString(1, stamp.owner());
      s.setLong(2, stamp.until().toEpochMilli());
      s.setLong(3, stamp.token());
      s.setString(4, lease.message().value());
      s.setInt(5, lease.number());
      // Another node may have been quicker: only the row that we changed is ours.
      if (s.executeUpdate() == 1) {
        leased.add(lease);
      }
    }
    return leased;
  }

  private record Unreadable(String message, int number, String why) {}

  private record Candidates(List<Lease> leases, List<Unreadable> unreadable) {}

  private static Candidates candidates(Tx tx, Stamp stamp, int most, Collection<String> busy)
      throws SQLException {
    PreparedStatement s =
        tx.prepare(SELECT_LEASABLE + exclusion(busy.size()) + " ORDER BY d.due LIMIT ?");
    int at = 1;
    s.setLong(at++, tx.now().toEpochMilli());
    for (String hop : busy) {
      s.setString(at++, hop);
    }
    s.setInt(at, most);
    Candidates found = new Candidates(new ArrayList<>(), new ArrayList<>());
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        candidate(r, stamp, found);
      }
    }
    return found;
  }

  private static void candidate(ResultSet r, Stamp stamp, Candidates found) throws SQLException {
    try {
      found.leases.add(lease(r, stamp));
    } catch (RuntimeException e) {
      String why = "the stored delivery cannot be read: " + e.getClass().getSimpleName();
      found.unreadable.add(new Unreadable(r.getString("message_id"), r.getInt("n"), why));
    }
  }

  private static void hold(Tx tx, Unreadable row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'held', hold_queue = 'unreadable', last_reply = ?"
                + " WHERE message_id = ? AND n = ?");
    s.setString(1, row.why);
    s.setString(2, row.message);
    s.setInt(3, row.number);
    s.executeUpdate();
    tx.audit(new AuditEvent.Held(new MessageId(row.message), "", "unreadable", row.why));
  }

  private static String exclusion(int hops) {
    return hops == 0
        ? ""
        : " AND d.next_hop NOT IN (" + String.join(", ", Collections.nCopies(hops, "?")) + ")";
  }

  private static Lease lease(ResultSet r, Stamp stamp) throws SQLException {
    List<Protection> protections = ProtectionText.parse(r.getString("protections"));
    return new Lease(
        EnvelopeText.parse(r.getString("envelope")),
        r.getInt("n"),
        r.getString("next_hop"),
        positions(r.getString("recipients")),
        protections,
        Optional.ofNullable(r.getString("refusal")).map(j -> Json.read(j, Reply.class)),
        DiscretionText.parse(r.getString("discretion"), protections),
        r.getInt("attempts"),
        Instant.ofEpochMilli(r.getLong("expires_at")),
        r.getInt("warned") != 0,
        Optional.ofNullable(r.getString("rewriting"))
            .map(j -> Json.read(j, Rewriting.class))
            .orElse(Rewriting.NONE),
        stamp.token());
  }

  /** True while the lease is still this owner's: no other node took it over. */
  public boolean holds(Tx tx, Lease lease, String owner) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT 1 FROM delivery WHERE message_id = ? AND n = ? AND state = 'leased' AND owner = ?"
                + " AND lease_token = ?");
    s.setString(1, lease.message().value());
    s.setInt(2, lease.number());
    s.setString(3, owner);
    s.setLong(4, lease.token());
    try (ResultSet r = s.executeQuery()) {
      return r.next();
    }
  }

  /** Tells other nodes that this one lives and still works on what it holds. */
  public int renew(Tx tx, String owner, Instant until) throws SQLException {
    PreparedStatement s =
        tx.prepare("UPDATE delivery SET lease_until = ? WHERE state = 'leased' AND owner = ?");
    s.setLong(1, until.toEpochMilli());
    s.setString(2, owner);
    return s.executeUpdate();
  }

  /** Puts a delivery back with the recipients that are left. */
  public void defer(
      Tx tx,
      Lease lease,
      List<Integer> positions,
      Instant due,
      Optional<String> lastReply,
      boolean warned)
      throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL, recipients = ?,
              attempts = attempts + 1, due = ?, last_reply = ?, warned = ?
            WHERE message_id = ? AND n = ?\
            """);
    s.setString(1, positions(positions));
    s.setLong(2, due.toEpochMilli());
    s.setString(3, lastReply.orElse(null));
    s.setInt(4, warned ? 1 : 0);
    s.setString(5, lease.message().value());
    s.setInt(6, lease.number());
    s.executeUpdate();
  }

  public void remove(Tx tx, MessageId id, int number) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM delivery WHERE message_id = ? AND n = ?");
    s.setString(1, id.value());
    s.setInt(2, number);
    s.executeUpdate();
  }

  /** The number for a message's next delivery. */
  public int nextNumber(Tx tx, MessageId id) throws SQLException {
    PreparedStatement s = tx.prepare("SELECT MAX(n) FROM delivery WHERE message_id = ?");
    s.setString(1, id.value());
    try (ResultSet r = s.executeQuery()) {
      return r.next() ? r.getInt(1) + 1 : 0;
    }
  }

  /** True while somebody still has to be served. */
  public boolean isLive(Tx tx, MessageId id) throws SQLException {
    PreparedStatement s = tx.prepare("SELECT 1 FROM delivery WHERE message_id = ? LIMIT 1");
    s.setString(1, id.value());
    try (ResultSet r = s.executeQuery()) {
      return r.next();
    }
  }

  public void removeMessage(Tx tx, MessageId id) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM message WHERE id = ?");
    s.setString(1, id.value());
    s.executeUpdate();
  }

  /**
   * Gives back every lease of an owner, at its start: what it was doing when it died is done again.
   */
  public int releaseAll(Tx tx, String owner) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL"
                + " WHERE state = 'leased' AND owner = ?");
    s.setString(1, owner);
    return s.executeUpdate();
  }

  /** Gives back deliveries that nobody began to work on. */
  public void release(Tx tx, List<Lease> leases, String owner) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL"
                + " WHERE message_id = ? AND n = ? AND state = 'leased' AND owner = ?"
                + " AND lease_token = ?");
    for (Lease lease : leases) {
      s.setString(1, lease.message().value());
      s.setInt(2, lease.number());
      s.setString(3, owner);
      s.setLong(4, lease.token());
      s.executeUpdate();
    }
  }

  /**
   * Gives back leases of other nodes that ran out: such a node is dead or cut off. This node's own
   * end only by its own hand, whatever the clock says.
   */
  public int releaseExpired(Tx tx, String self) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL"
                + " WHERE state = 'leased' AND lease_until < ? AND owner <> ?");
    s.setLong(1, tx.now().toEpochMilli());
    s.setString(2, self);
    return s.executeUpdate();
  }

  /**
   * Messages that no delivery and no portal item needs any more at {@code now}, oldest first. Those
   * in the portal are left out here already: they would fill every answer for as long as they are
   * kept.
   */
  public List<MessageId> finished(Instant now, int most) {
    return database.read(connection -> {
      try (PreparedStatement s =
          connection.prepareStatement(
              """
              SELECT m.id FROM message m
              WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message_id = m.id)
                AND NOT EXISTS (SELECT 1 FROM portal_item p
                  WHERE p.message_id = m.id AND p.state <> 'closed' AND p.expires_at > ?)
              ORDER BY m.id LIMIT ?\
              """)) {
        s.setLong(1, now.toEpochMilli());
        s.setInt(2, most);
        List<MessageId> ids = new ArrayList<>();
        try (ResultSet r = s.executeQuery()) {
          while (r.next()) {
            ids.add(new MessageId(r.getString(1)));
          }
        }
        return ids;
      }
    });
  }

  /** When the next queued delivery is due. */
  public Optional<Instant> nextDue() {
    return database.read(connection -> {
      try (PreparedStatement s =
              connection.prepareStatement("SELECT MIN(due) FROM delivery WHERE state = 'queued'");
          ResultSet r = s.executeQuery()) {
        return r.next() && r.getObject(1) != null
            ? Optional.of(Instant.ofEpochMilli(r.getLong(1)))
            : Optional.empty();
      }
    });
  }

  /** The envelope of a message that is still stored. */
  public Optional<Envelope> envelope(MessageId id) {
    return database.read(connection -> {
      try (PreparedStatement s =
          connection.prepareStatement("SELECT envelope FROM message WHERE id = ?")) {
        s.setString(1, id.value());
        try (ResultSet r = s.executeQuery()) {
          return r.next() ? Optional.of(EnvelopeText.parse(r.getString(1))) : Optional.empty();
        }
      }
    });
  }

  private static String stateOf(NewDelivery delivery, Optional<Stamp> stamp) {
    if (delivery.holdQueue().isPresent()) {
      return "held";
    }
    return stamp.isPresent() ? "leased" : "queued";
  }

  static String positions(List<Integer> positions) {
    return positions.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  static List<Integer> positions(String text) {
    return Stream.of(text.split(",")).map(Integer::valueOf).toList();
  }
}
