package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The SQL of what correspondents' programs can read. */
public final class CapabilityStore {
  /**
   * A row of {@code smime_capability} without its address.
   *
   * @param names in their order, a blank between
   * @param signedAt milliseconds since the epoch
   */
  public record Row(String names, long signedAt) {}

  private CapabilityStore() {}

  /** Puts it in the place of an older one; a newer one stays. */
  public static void keep(Tx tx, String address, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            INSERT INTO smime_capability (address, names, signed_at) VALUES (?, ?, ?)
            ON CONFLICT (address) DO UPDATE SET
              names = excluded.names, signed_at = excluded.signed_at
            WHERE smime_capability.signed_at < excluded.signed_at\
            """);
    s.setString(1, address);
    s.setString(2, row.names());
    s.setLong(3, row.signedAt());
    s.executeUpdate();
  }

  /** What is known of one address. */
  public static Optional<Row> of(Connection connection, String address) throws SQLException {
    String sql = "SELECT names, signed_at FROM smime_capability WHERE address = ?";
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      s.setString(1, address);
      try (ResultSet result = s.executeQuery()) {
        return result.next()
            ? Optional.of(new Row(result.getString(1), result.getLong(2)))
            : Optional.empty();
      }
    }
  }
}
