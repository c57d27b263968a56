package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The SQL of counted TLS sessions. */
public final class TlsSessionStore {
  /** Different results of one domain and day; who publishes more is told of these. */
  static final int MOST_OF_DOMAIN = 200;

  /** Different results of one day. */
  static final int MOST_OF_DAY = 100_000;

  /**
   * A row of {@code tls_session}.
   *
   * @param day since the epoch
   * @param entry what tells it from others of its domain and day
   * @param policy as JSON
   * @param failure as JSON; empty for sessions that were good
   */
  public record Row(
      long day, String domain, String entry, String policy, String failure, long sessions) {}

  private TlsSessionStore() {}

  /** Adds to what is counted already; what there is no room for is left out. */
  public static void add(Tx tx, List<Row> rows) throws SQLException {
    List<Row> fresh = new ArrayList<>();
    for (Row row : rows) {
      if (!increase(tx, row)) {
        fresh.add(row);
      }
    }
    // All of them are of one day, but for a few around midnight.
    if (!fresh.isEmpty() && !isFull(tx, fresh.getFirst().day())) {
      insert(tx, fresh);
    }
  }

  private static void insert(Tx tx, List<Row> fresh) throws SQLException {
    for (Row row : fresh) {
      if (ofDomain(tx, row) < MOST_OF_DOMAIN) {
        insert(tx, row);
      }
    }
  }

  private static boolean increase(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE tls_session SET sessions = sessions + ?"
                + " WHERE day = ? AND domain = ? AND entry = ?");
    s.setLong(1, row.sessions());
    s.setLong(2, row.day());
    s.setString(3, row.domain());
    s.setString(4, row.entry());
    return s.executeUpdate() > 0;
  }

  private static boolean isFull(Tx tx, long day) throws SQLException {
    PreparedStatement s = tx.prepare("SELECT COUNT(*) FROM tls_session WHERE day = ?");
    s.setLong(1, day);
    return number(s) >= MOST_OF_DAY;
  }

  private static long ofDomain(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare("SELECT COUNT(*) FROM tls_session WHERE day = ? AND domain = ?");
    s.setLong(1, row.day());
    s.setString(2, row.domain());
    return number(s);
  }

  private static long number(PreparedStatement s) throws SQLException {
    try (ResultSet r = s.executeQuery()) {
      r.next();
      return r.getLong(1);
    }
  }

  /** Another node may have been faster. */
  private static void insert(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            INSERT INTO tls_session (day, domain, entry, policy, failure, sessions)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, domain, entry)
            DO UPDATE SET sessions = tls_session.sessions + excluded.sessions\
            """);
    s.setLong(1, row.day());
    s.setString(2, row.domain());
    s.setString(3, row.entry());
    s.setString(4, row.policy());
    s.setString(5, row.failure());
    s.setLong(6, row.sessions());
    s.executeUpdate();
  }

  /** What was counted of a domain on a day, equal policies together. */
  public static List<Row> of(Connection connection, long day, String domain) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT entry, policy, failure, sessions FROM tls_session"
                + " WHERE day = ? AND domain = ? ORDER BY policy, failure")) {
      s.setLong(1, day);
      s.setString(2, domain);
      List<Row> rows = new ArrayList<>();
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          rows.add(
              new Row(day, domain, r.getString(1), r.getString(2), r.getString(3), r.getLong(4)));
        }
      }
      return rows;
    }
  }

  /** Deletes what was counted of a domain on a day. */
  public static void forget(Tx tx, long day, String domain) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM tls_session WHERE day = ? AND domain = ?");
    s.setLong(1, day);
    s.setString(2, domain);
    s.executeUpdate();
  }

  /** Deletes what was counted before a day. */
  public static void forget(Tx tx, long before) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM tls_session WHERE day < ?");
    s.setLong(1, before);
    s.executeUpdate();
  }
}
