package io.postern.core.store;

import io.postern.config.Json;
import io.postern.core.model.MessageId;
import io.postern.core.model.Rewriting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The items of the portal: one per message and recipient. While an item is neither expired nor
 * closed its message's content must be kept; {@link #keeps} and {@link #expired} are for whoever
 * destroys content.
 */
public final class PortalStore {
  /** Closed items are remembered so long, so that a late reader can still verify a reference. */
  public static final Duration REMEMBER_CLOSED = Duration.ofDays(400);

  private static final String COLUMNS =
      "locator_hash, message_id, recipient, reference, state, may_reply, created_at, expires_at,"
          + " rewriting";

  private PortalStore() {}

  /** How far an item has come. */
  public enum State {
    OFFERED,
    READ,
    REPLIED,
    /** Revoked, or its content is gone. */
    CLOSED;

    private String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One message for one recipient.
   *
   * @param locatorHash SHA-256 in hex of the locator, which itself is not stored
   * @param recipient the address exactly as in the envelope
   * @param reference the public name of the item
   * @param expiresAt from this moment on it cannot be read
   * @param rewriting what policy wants changed in the copy that is read
   */
  public record Item(
      String locatorHash,
      MessageId message,
      String recipient,
      String reference,
      State state,
      boolean mayReply,
      Instant createdAt,
      Instant expiresAt,
      Rewriting rewriting) {
    /** True while its recipient may read it. */
    public boolean readable(Instant now) {
      return state != State.CLOSED && now.isBefore(expiresAt);
    }
  }

  /** Adds the item unless there is one for its message and recipient; true where it was added. */
  public static boolean insert(Tx tx, Item item) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "INSERT INTO portal_item ("
                + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message_id, recipient) DO NOTHING");
    s.setString(1, item.locatorHash());
    s.setString(2, item.message().value());
    s.setString(3, item.recipient());
    s.setString(4, item.reference());
    s.setString(5, item.state().column());
    s.setInt(6, item.mayReply() ? 1 : 0);
    s.setLong(7, item.createdAt().toEpochMilli());
    s.setLong(8, item.expiresAt().toEpochMilli());
    s.setString(9, item.rewriting().isNone() ? null : Json.write(item.rewriting()));
    return s.executeUpdate() == 1;
  }

  /** Offers an item again that ran out or was closed. */
  public static void renew(Tx tx, Item item) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE portal_item SET state = ?, expires_at = ? WHERE message_id = ? AND recipient = ?");
    s.setString(1, State.OFFERED.column());
    s.setLong(2, item.expiresAt().toEpochMilli());
    s.setString(3, item.message().value());
    s.setString(4, item.recipient());
    s.executeUpdate();
  }

  /** The item of a message and recipient, whatever its state. */
  public static Optional<Item> find(Tx tx, MessageId message, String recipient)
      throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT " + COLUMNS + " FROM portal_item WHERE message_id = ? AND recipient = ?");
    s.setString(1, message.value());
    s.setString(2, recipient);
    return first(s);
  }

  /** The item of a locator, whatever its state. */
  public static Optional<Item> byLocator(Connection connection, String locatorHash)
      throws SQLException {
    return by(connection, "locator_hash", locatorHash);
  }

  /** The item of a reference, whatever its state. */
  public static Optional<Item> byReference(Connection connection, String reference)
      throws SQLException {
    return by(connection, "reference", reference);
  }

  /** Moves an open item on; a state never goes back, and a closed item stays closed. */
  public static void advance(Tx tx, String locatorHash, State to) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE portal_item SET state = ? WHERE locator_hash = ? AND state <> 'closed'"
                + " AND NOT (state = 'replied' AND ? = 'read')");
    s.setString(1, to.column());
    s.setString(2, locatorHash);
    s.setString(3, to.column());
    s.executeUpdate();
  }

  /** True while somebody may still read the message in the portal. */
  public static boolean keeps(Tx tx, MessageId message, Instant now) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT 1 FROM portal_item WHERE message_id = ? AND state <> 'closed' AND expires_at > ?"
                + " LIMIT 1");
    s.setString(1, message.value());
    s.setLong(2, now.toEpochMilli());
    try (ResultSet rows = s.executeQuery()) {
      return rows.next();
    }
  }

  /**
   * Messages that had items of which none can be read any more, oldest expiry first. They come
   * again until {@link #close} is called for them.
   *
   * @param most 1 or more
   */
  public static List<MessageId> expired(Tx tx, Instant now, int most) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT message_id, MAX(expires_at) AS gone FROM portal_item WHERE state <> 'closed'"
                + " GROUP BY message_id HAVING MAX(expires_at) <= ? ORDER BY gone LIMIT ?");
    s.setLong(1, now.toEpochMilli());
    s.setInt(2, most);
    List<MessageId> messages = new ArrayList<>();
    try (ResultSet rows = s.executeQuery()) {
      while (rows.next()) {
        messages.add(new MessageId(rows.getString(1)));
      }
    }
    return messages;
  }

  /** Closes every item of a message: its content is destroyed, or it was revoked. */
  public static void close(Tx tx, MessageId message) throws SQLException {
    PreparedStatement s =
        tx.prepare("UPDATE portal_item SET state = 'closed' WHERE message_id = ?");
    s.setString(1, message.value());
    s.executeUpdate();
  }

  /** Forgets items that have been closed and expired for {@link #REMEMBER_CLOSED}. */
  public static void forget(Tx tx, Instant now) throws SQLException {
    PreparedStatement s =
        tx.prepare("DELETE FROM portal_item WHERE state = 'closed' AND expires_at < ?");
    s.setLong(1, now.minus(REMEMBER_CLOSED).toEpochMilli());
    s.executeUpdate();
  }

  private static Optional<Item> by(Connection connection, String column, String value)
      throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM portal_item WHERE " + column + " = ?")) {
      s.setString(1, value);
      return first(s);
    }
  }

  private static Optional<Item> first(PreparedStatement s) throws SQLException {
    try (ResultSet row = s.executeQuery()) {
      return row.next() ? Optional.of(item(row)) : Optional.empty();
    }
  }

  private static Item item(ResultSet row) throws SQLException {
    return new Item(
        row.getString(1),
        new MessageId(row.getString(2)),
        row.getString(3),
        row.getString(4),
        State.valueOf(row.getString(5).toUpperCase(Locale.ROOT)),
        row.getInt(6) == 1,
        Instant.ofEpochMilli(row.getLong(7)),
        Instant.ofEpochMilli(row.getLong(8)),
        Optional.ofNullable(row.getString(9))
            .map(text -> Json.read(text, Rewriting.class))
            .orElse(Rewriting.NONE));
  }
}
