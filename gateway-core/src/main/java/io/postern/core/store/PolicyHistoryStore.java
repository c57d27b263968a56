package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of policies that were in force; their text arrives sealed. Nothing deletes a row. */
public final class PolicyHistoryStore {
  /**
   * A row of {@code policy_in_force}; times in milliseconds since the epoch.
   *
   * @param until absent where it is in force
   */
  public record Row(String node, long since, @Nullable Long until, String version) {}

  private PolicyHistoryStore() {}

  /** Whether the text of a version is stored. */
  public static boolean holds(Tx tx, String version) throws SQLException {
    PreparedStatement s =
        tx.prepare("SELECT 1 FROM policy_version WHERE version = ? AND piece = 0");
    s.setString(1, version);
    try (ResultSet r = s.executeQuery()) {
      return r.next();
    }
  }

  /** Adds a piece of the text of a version, unless another node has just done so. */
  public static void insertPiece(Tx tx, String version, int piece, byte[] sealed)
      throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "INSERT INTO policy_version (version, piece, sealed) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING");
    s.setString(1, version);
    s.setInt(2, piece);
    s.setBytes(3, sealed);
    s.executeUpdate();
  }

  /** The pieces of the text of a version, in order; none where it is not stored. */
  public static List<byte[]> pieces(Connection connection, String version) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT sealed FROM policy_version WHERE version = ? ORDER BY piece")) {
      s.setString(1, version);
      List<byte[]> pieces = new ArrayList<>();
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          pieces.add(r.getBytes(1));
        }
      }
      return pieces;
    }
  }

  /** The last row of a node. */
  public static Optional<Row> last(Tx tx, String node) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT node, since_at, until_at, version FROM policy_in_force WHERE node = ?"
                + " ORDER BY since_at DESC LIMIT 1");
    s.setString(1, node);
    return rows(s).stream().findFirst();
  }

  /** Begins a row. */
  public static void begin(Tx tx, String node, long since, String version) throws SQLException {
    PreparedStatement s =
        tx.prepare("INSERT INTO policy_in_force (node, since_at, version) VALUES (?, ?, ?)");
    s.setString(1, node);
    s.setLong(2, since);
    s.setString(3, version);
    s.executeUpdate();
  }

  /** Ends a row. */
  public static void end(Tx tx, Row row, long until) throws SQLException {
    PreparedStatement s =
        tx.prepare("UPDATE policy_in_force SET until_at = ? WHERE node = ? AND since_at = ?");
    s.setLong(1, until);
    s.setString(2, row.node());
    s.setLong(3, row.since());
    s.executeUpdate();
  }

  /** All rows, the newest first. */
  public static List<Row> all(Connection connection) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT node, since_at, until_at, version FROM policy_in_force"
                + " ORDER BY since_at DESC, node")) {
      return rows(s);
    }
  }

  private static List<Row> rows(PreparedStatement s) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        long until = r.getLong(3);
        @Nullable Long end = r.wasNull() ? null : until;
        found.add(new Row(r.getString(1), r.getLong(2), end, r.getString(4)));
      }
    }
    return found;
  }
}
