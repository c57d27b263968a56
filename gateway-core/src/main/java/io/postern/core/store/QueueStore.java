package io.postern.core.store;

import io.postern.config.Json;
import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Reply;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        attempts, due, expires_at, warned, owner, lease_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, ?, ?)\
      """;
  private static final String SELECT_LEASABLE =
      """
      SELECT d.message_id, d.n, d.next_hop, d.recipients, d.protections, d.refusal, d.attempts, d.expires_at,
        d.warned, m.envelope
      FROM delivery d JOIN message m ON m.id = d.message_id
      WHERE d.state = 'queued' AND d.due <= ?\
      """;
  private static final String LEASE =
      """
      UPDATE delivery SET state = 'leased', owner = ?, lease_until = ?
      WHERE message_id = ? AND n = ? AND state = 'queued'\
      """;

  private final Database database;

  public QueueStore(Database database) {
    this.database = database;
  }

  /** Who holds new deliveries from the start, so that they need not be leased again. */
  public record Stamp(String owner, Instant until) {}

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
    boolean leased = stamp.isPresent() && delivery.holdQueue().isEmpty();
    s.setString(11, leased ? stamp.get().owner() : null);
    if (leased) {
      s.setLong(12, stamp.get().until().toEpochMilli());
    } else {
      s.setNull(12, java.sql.Types.BIGINT);
    }
    s.executeUpdate();
  }

  /**
   * Leases deliveries that are due, oldest first.
   *
   * @param busy next hops that have all the workers they may have
   */
  public List<Lease> lease(Tx tx, Stamp stamp, int most, Collection<String> busy)
      throws SQLException {
    List<Lease> candidates = candidates(tx, stamp, most, busy);
    List<Lease> leased = new ArrayList<>(candidates.size());
    PreparedStatement s = tx.prepare(LEASE);
    for (Lease lease : candidates) {
      s.setString(1, stamp.owner());
      s.setLong(2, stamp.until().toEpochMilli());
      s.setString(3, lease.message().value());
      s.setInt(4, lease.number());
      // Another node may have been quicker: only the row that we changed is ours.
      if (s.executeUpdate() == 1) {
        leased.add(lease);
      }
    }
    return leased;
  }

  private static List<Lease> candidates(Tx tx, Stamp stamp, int most, Collection<String> busy)
      throws SQLException {
    String exclusion =
        busy.isEmpty()
            ? ""
            : busy.stream()
                .map(b -> "?")
                .collect(Collectors.joining(", ", " AND d.next_hop NOT IN (", ")"));
    PreparedStatement s = tx.prepare(SELECT_LEASABLE + exclusion + " ORDER BY d.due LIMIT ?");
    int at = 1;
    s.setLong(at++, tx.now().toEpochMilli());
    for (String hop : busy) {
      s.setString(at++, hop);
    }
    s.setInt(at, most);
    List<Lease> found = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        found.add(lease(r, stamp));
      }
    }
    return found;
  }

  private static Lease lease(ResultSet r, Stamp stamp) throws SQLException {
    return new Lease(
        EnvelopeText.parse(r.getString("envelope")),
        r.getInt("n"),
        r.getString("next_hop"),
        positions(r.getString("recipients")),
        ProtectionText.parse(r.getString("protections")),
        Optional.ofNullable(r.getString("refusal")).map(j -> Json.read(j, Reply.class)),
        r.getInt("attempts"),
        Instant.ofEpochMilli(r.getLong("expires_at")),
        r.getInt("warned") != 0,
        stamp.until());
  }

  /** True while the lease is still this owner's: nobody took it over after it ran out. */
  public boolean holds(Tx tx, Lease lease, String owner) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT 1 FROM delivery WHERE message_id = ? AND n = ? AND state = 'leased' AND owner = ?"
                + " AND lease_until = ?");
    s.setString(1, lease.message().value());
    s.setInt(2, lease.number());
    s.setString(3, owner);
    s.setLong(4, lease.until().toEpochMilli());
    try (ResultSet r = s.executeQuery()) {
      return r.next();
    }
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

  /** Gives back leases that ran out, whoever had them. */
  public int releaseExpired(Tx tx) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL"
                + " WHERE state = 'leased' AND lease_until < ?");
    s.setLong(1, tx.now().toEpochMilli());
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
              "SELECT id FROM message m WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE"
                  + " d.message_id = m.id) AND NOT EXISTS (SELECT 1 FROM portal_item p WHERE"
                  + " p.message_id = m.id AND p.state <> 'closed' AND p.expires_at > ?)"
                  + " ORDER BY id LIMIT ?")) {
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
