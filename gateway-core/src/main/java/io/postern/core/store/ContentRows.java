package io.postern.core.store;

import io.postern.core.model.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of sealed content. */
public final class ContentRows {
  private ContentRows() {}

  /**
   * What makes the pieces of a message readable.
   *
   * @param kek the key-encryption key that wraps {@code dek}
   * @param size plain bytes
   * @param digest SHA-256 of the plain bytes in hex
   */
  public record SealedRow(long kek, byte[] dek, long size, String digest) {
    /** True where the data key was overwritten by {@link #shred}. */
    public boolean shredded() {
      for (byte b : dek) {
        if (b != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * A row with the first piece, which for most messages is the only one.
   *
   * @param pieces how many there are
   */
  public record Start(SealedRow row, byte @Nullable [] first, long pieces) {}

  /**
   * How many pieces of a message are there before the one given; asks nothing where there are none.
   */
  public static int pieces(Tx tx, MessageId id, int before) throws SQLException {
    if (before == 0) {
      return 0;
    }
    PreparedStatement s =
        tx.prepare("SELECT count(*) FROM content WHERE message_id = ? AND seq < ?");
    s.setString(1, id.value());
    s.setInt(2, before);
    try (ResultSet rs = s.executeQuery()) {
      return rs.next() ? rs.getInt(1) : 0;
    }
  }

  /** One query, so that a small message costs one. */
  public static Optional<Start> find(Connection connection, MessageId id) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT s.kek, s.dek, s.size, s.digest, c.data,"
                + " (SELECT count(*) FROM content n WHERE n.message_id = s.message_id)"
                + " FROM sealed s LEFT JOIN content c"
                + " ON c.message_id = s.message_id AND c.seq = 0 WHERE s.message_id = ?")) {
      s.setString(1, id.value());
      try (ResultSet rs = s.executeQuery()) {
        return rs.next() ? Optional.of(startOf(rs)) : Optional.empty();
      }
    }
  }

  private static Start startOf(ResultSet rs) throws SQLException {
    SealedRow row = new SealedRow(rs.getLong(1), rs.getBytes(2), rs.getLong(3), rs.getString(4));
    return new Start(row, rs.getBytes(5), rs.getLong(6));
  }

  /** One piece; null where it is not there. */
  public static byte @Nullable [] piece(Connection connection, MessageId id, int seq)
      throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement("SELECT data FROM content WHERE message_id = ? AND seq = ?")) {
      s.setString(1, id.value());
      s.setInt(2, seq);
      try (ResultSet rs = s.executeQuery()) {
        return rs.next() ? rs.getBytes(1) : null;
      }
    }
  }

  /** Adds a piece. */
  public static void insertPiece(Tx tx, MessageId id, int seq, byte[] data) throws SQLException {
    PreparedStatement s =
        tx.prepare("INSERT INTO content (message_id, seq, data) VALUES (?, ?, ?)");
    s.setString(1, id.value());
    s.setInt(2, seq);
    s.setBytes(3, data);
    s.executeUpdate();
  }

  /** Makes the pieces a message. */
  public static void insertSealed(Tx tx, MessageId id, SealedRow row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "INSERT INTO sealed (message_id, kek, dek, size, digest) VALUES (?, ?, ?, ?, ?)");
    s.setString(1, id.value());
    s.setLong(2, row.kek());
    s.setBytes(3, row.dek());
    s.setLong(4, row.size());
    s.setString(5, row.digest());
    s.executeUpdate();
  }

  /**
   * Destroys the data key, and deletes the content. The key is overwritten by as many zeroes and
   * its row stays: SQLite rewrites a row of the same length in place, while deleting rows makes it
   * merge pages, and each merge leaves copies of the keys of other messages in the unused part of
   * pages, where no later overwriting reaches them.
   */
  public static void shred(Tx tx, MessageId id, int dekLength) throws SQLException {
    PreparedStatement zero = tx.prepare("UPDATE sealed SET dek = ? WHERE message_id = ?");
    zero.setBytes(1, new byte[dekLength]);
    zero.setString(2, id.value());
    zero.executeUpdate();
    delete(tx, "DELETE FROM content WHERE message_id = ?", id);
  }

  /** Deletes the pieces of a message that was not accepted; those of an accepted one stay. */
  public static void deleteUnaccepted(Tx tx, MessageId id) throws SQLException {
    delete(
        tx,
        "DELETE FROM content WHERE message_id = ? AND NOT EXISTS"
            + " (SELECT 1 FROM sealed s WHERE s.message_id = content.message_id)",
        id);
  }

  private static void delete(Tx tx, String sql, MessageId id) throws SQLException {
    PreparedStatement s = tx.prepare(sql);
    s.setString(1, id.value());
    s.executeUpdate();
  }

  /**
   * A message older than {@code before} that has pieces but was never accepted. Message ids begin
   * with their time, so they compare by age.
   */
  public static Optional<MessageId> findUnaccepted(
      Connection connection, MessageId after, MessageId before) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT min(message_id) FROM content c WHERE message_id > ? AND message_id < ? AND"
                + " NOT EXISTS (SELECT 1 FROM sealed s WHERE s.message_id = c.message_id)")) {
      s.setString(1, after.value());
      s.setString(2, before.value());
      try (ResultSet rs = s.executeQuery()) {
        @Nullable String id = rs.next() ? rs.getString(1) : null;
        return Optional.ofNullable(id).map(MessageId::new);
      }
    }
  }
}
