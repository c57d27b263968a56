package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows that say where keys which nobody imported were found. */
public final class FindingStore {
  /**
   * A row of {@code key_finding}: what one source said of one key for one address.
   *
   * @param foundAt milliseconds since the epoch, as {@code confirmedAt}
   */
  public record Row(
      String kind,
      String address,
      String fingerprint,
      String source,
      String place,
      String voucher,
      long foundAt,
      long confirmedAt) {}

  private static final String SELECT =
      "SELECT kind, address, fingerprint, source, place, voucher, found_at, confirmed_at"
          + " FROM key_finding WHERE kind = ?";

  private FindingStore() {}

  /** Everything of one kind. */
  public static List<Row> all(Connection connection, String kind) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SELECT)) {
      query.setString(1, kind);
      return rows(query);
    }
  }

  /** What was found for an address. */
  public static List<Row> of(Connection connection, String kind, String address)
      throws SQLException {
    String sql = SELECT + " AND address = ? ORDER BY fingerprint, source";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, kind);
      query.setString(2, address);
      return rows(query);
    }
  }

  /**
   * Notes a finding, or that one was confirmed; when it was found first stays. Of two nodes that do
   * so at once both succeed, and the later confirmation counts.
   */
  public static void put(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            INSERT INTO key_finding
              (kind, address, fingerprint, source, place, voucher, found_at, confirmed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, address, fingerprint, source) DO UPDATE SET
              place = excluded.place, voucher = excluded.voucher,
              confirmed_at = excluded.confirmed_at
            WHERE excluded.confirmed_at >= key_finding.confirmed_at\
            """);
    s.setString(1, row.kind());
    s.setString(2, row.address());
    s.setString(3, row.fingerprint());
    s.setString(4, row.source());
    s.setString(5, row.place());
    s.setString(6, row.voucher());
    s.setLong(7, row.foundAt());
    s.setLong(8, row.confirmedAt());
    s.executeUpdate();
  }

  /**
   * Takes a finding back, unless it was confirmed after {@code row} was read.
   *
   * @return false where it stays, or is gone already
   */
  public static boolean delete(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "DELETE FROM key_finding WHERE kind = ? AND address = ? AND fingerprint = ?"
                + " AND source = ? AND confirmed_at <= ?");
    s.setString(1, row.kind());
    s.setString(2, row.address());
    s.setString(3, row.fingerprint());
    s.setString(4, row.source());
    s.setLong(5, row.confirmedAt());
    return s.executeUpdate() > 0;
  }

  /** Takes back every finding of a key, for all addresses. */
  public static void forget(Tx tx, String kind, String fingerprint) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM key_finding WHERE kind = ? AND fingerprint = ?");
    s.setString(1, kind);
    s.setString(2, fingerprint);
    s.executeUpdate();
  }

  private static List<Row> rows(PreparedStatement query) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (ResultSet r = query.executeQuery()) {
      while (r.next()) {
        found.add(
            new Row(
                r.getString(1),
                r.getString(2),
                r.getString(3),
                r.getString(4),
                r.getString(5),
                r.getString(6),
                r.getLong(7),
                r.getLong(8)));
      }
    }
    return found;
  }
}
