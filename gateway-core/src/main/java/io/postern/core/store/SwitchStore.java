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

  /** Sets one. */
  public static void set(Tx tx, String name, String position, String by) throws SQLException {
    clear(tx, name);
    PreparedStatement s =
        tx.prepare(
            "INSERT INTO policy_switch (name, position, changed_at, changed_by)"
                + " VALUES (?, ?, ?, ?)");
    s.setString(1, name);
    s.setString(2, position);
    s.setLong(3, tx.now().toEpochMilli());
    s.setString(4, by);
    s.executeUpdate();
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
