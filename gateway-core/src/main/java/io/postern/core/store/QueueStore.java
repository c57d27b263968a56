package io.postern.core.store;

import io.postern.config.Json;
import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
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
        hold_until, destination, warn_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
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

  /**
   * How long a delivery may take.
   *
   * @param warnAt when its sender hears that it waits
   * @param expiresAt when it is given up
   * @param warned whether its sender has heard that it waits
   */
  public record Deadlines(Instant warnAt, Instant expiresAt, boolean warned) {
    public Deadlines(Instant warnAt, Instant expiresAt) {
      this(warnAt, expiresAt, false);
    }
  }

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
      Deadlines deadlines,
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
    s.setLong(10, deadlines.expiresAt().toEpochMilli());
    s.setInt(11, deadlines.warned() ? 1 : 0);
    if (stamp.isPresent() && delivery.holdQueue().isEmpty()) {
      s.setString(12, stamp.get().owner());
      s.setLong(13, stamp.get().until().toEpochMilli());
      s.setLong(14, stamp.get().token());
    } else {
      s.setNull(12, Types.VARCHAR);
      s.setNull(13, Types.BIGINT);
      s.setNull(14, Types.BIGINT);
    }
    s.setString(15, delivery.rewriting().isNone() ? null : Json.write(delivery.rewriting()));
    s.setString(16, DiscretionText.format(delivery.discretion()));
    s.setObject(17, holdUntil(delivery, tx.now()), Types.BIGINT);
    s.setString(18, delivery.destination());
    s.setLong(19, deadlines.warnAt().toEpochMilli());
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
   * Puts a delivery back with the recipients that are left.
   *
   * @param counts whether this was one of its attempts
   */
  public void defer(
      Tx tx,
      Lease lease,
      List<Integer> positions,
      Instant due,
      Optional<String> lastReply,
      boolean warned,
      boolean counts)
      throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL, recipients = ?,
              attempts = attempts + ?, due = ?, last_reply = ?, warned = ?
            WHERE message_id = ? AND n = ?\
            """);
    s.setString(1, positions(positions));
    s.setInt(2, counts ? 1 : 0);
    s.setLong(3, due.toEpochMilli());
    s.setString(4, lastReply.orElse(null));
    s.setInt(5, warned ? 1 : 0);
    s.setString(6, lease.message().value());
    s.setInt(7, lease.number());
    s.executeUpdate();
  }

  /** Puts a delivery back as it was, but that its sender has heard of the delay. */
  public void putBackWarned(Tx tx, Lease lease) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL, warned = 1"
                + " WHERE message_id = ? AND n = ?");
    s.setString(1, lease.message().value());
    s.setInt(2, lease.number());
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
