package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The rows of keys that came with mail. */
public final class HarvestStore {
  /**
   * A row of {@code harvested_key}.
   *
   * @param sentAt milliseconds since the epoch
   */
  public record Row(String kind, String address, byte[] publicPart, String proof, long sentAt) {}

  private HarvestStore() {}

  /** Keeps a key in the place of an older one; false where there is a newer one. */
  public static boolean keep(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            INSERT INTO harvested_key (kind, address, public_part, proof, sent_at)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (kind, address) DO UPDATE SET
              public_part = excluded.public_part, proof = excluded.proof,
              sent_at = excluded.sent_at
            WHERE harvested_key.sent_at < excluded.sent_at\
            """);
    s.setString(1, row.kind());
    s.setString(2, row.address());
    s.setBytes(3, row.publicPart());
    s.setString(4, row.proof());
    s.setLong(5, row.sentAt());
    return s.executeUpdate() > 0;
  }

  /** The newest of an author. */
  public static Optional<Row> of(Connection connection, String kind, String address)
      throws SQLException {
    String sql =
        "SELECT kind, address, public_part, proof, sent_at FROM harvested_key"
            + " WHERE kind = ? AND address = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, kind);
      query.setString(2, address);
      try (ResultSet r = query.executeQuery()) {
        return r.next()
            ? Optional.of(
                new Row(r.getString(1), r.getString(2), r.getBytes(3), r.getString(4), r.getLong(5)))
            : Optional.empty();
      }
    }
  }
}
