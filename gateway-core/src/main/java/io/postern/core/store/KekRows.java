package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The SQL of key-encryption keys. */
public final class KekRows {
  private static final String SELECT = "SELECT id, created_at, wrapped FROM kek ORDER BY id";

  private KekRows() {}

  /** A key-encryption key as it is stored: wrapped by the root key. */
  public record WrappedKek(long id, Instant createdAt, byte[] wrapped) {}

  /** All of them, oldest first. */
  public static List<WrappedKek> all(Connection connection) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(SELECT)) {
      return list(s);
    }
  }

  /** The same within a transaction. */
  public static List<WrappedKek> all(Tx tx) throws SQLException {
    return list(tx.prepare(SELECT));
  }

  private static List<WrappedKek> list(PreparedStatement s) throws SQLException {
    List<WrappedKek> found = new ArrayList<>();
    try (ResultSet rs = s.executeQuery()) {
      while (rs.next()) {
        found.add(
            new WrappedKek(rs.getLong(1), Instant.ofEpochMilli(rs.getLong(2)), rs.getBytes(3)));
      }
    }
    return found;
  }

  /** Adds one. */
  public static void insert(Tx tx, WrappedKek kek) throws SQLException {
    PreparedStatement s = tx.prepare("INSERT INTO kek (id, created_at, wrapped) VALUES (?, ?, ?)");
    s.setLong(1, kek.id());
    s.setLong(2, kek.createdAt().toEpochMilli());
    s.setBytes(3, kek.wrapped());
    s.executeUpdate();
  }
}
