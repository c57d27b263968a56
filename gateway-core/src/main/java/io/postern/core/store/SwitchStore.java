package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The SQL of switches that people or alarms set and that every node follows. */
public final class SwitchStore {
  /**
   * A row of {@code policy_switch}.
   *
   * @param changedAt milliseconds since the epoch
   */
  public record Row(String name, String position, long changedAt, String changedBy) {}

  private static final String SELECT =
      "SELECT name, position, changed_at, changed_by FROM policy_switch";

  private static final String INSERT =
      "INSERT INTO policy_switch (name, position, changed_at, changed_by) VALUES (?, ?, ?, ?)";

  private SwitchStore() {}

  /** All that are set, by name. */
  public static Map<String, Row> all(Connection connection) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(SELECT)) {
      return rows(s);
    }
  }

  /** One of them, within a transaction. */
  public static Optional<Row> find(Tx tx, String name) throws SQLException {
    return Optional.ofNullable(rows(tx.prepare(SELECT)).get(name));
  }

  /** Sets one; of several nodes that do so at once, the last counts. */
  public static void set(Tx tx, String name, String position, String by) throws SQLException {
    insert(
        tx.prepare(
            INSERT
                + " ON CONFLICT (name) DO UPDATE SET position = excluded.position,"
                + " changed_at = excluded.changed_at, changed_by = excluded.changed_by"),
        new Row(name, position, tx.now().toEpochMilli(), by));
  }

  /** Sets one that is not set; false where it is, also by another node at the same time. */
  public static boolean setFirst(Tx tx, String name, String position, String by)
      throws SQLException {
    return insert(
        tx.prepare(INSERT + " ON CONFLICT DO NOTHING"),
        new Row(name, position, tx.now().toEpochMilli(), by));
  }

  private static boolean insert(PreparedStatement s, Row row) throws SQLException {
    s.setString(1, row.name());
    s.setString(2, row.position());
    s.setLong(3, row.changedAt());
    s.setString(4, row.changedBy());
    return s.executeUpdate() > 0;
  }

  /** Makes it as if it had never been set; false where it was not. */
  public static boolean clear(Tx tx, String name) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM policy_switch WHERE name = ?");
    s.setString(1, name);
    return s.executeUpdate() > 0;
  }

  private static Map<String, Row> rows(PreparedStatement s) throws SQLException {
    Map<String, Row> found = new HashMap<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        Row row = new Row(r.getString(1), r.getString(2), r.getLong(3), r.getString(4));
        found.put(row.name(), row);
      }
    }
    return found;
  }
}
