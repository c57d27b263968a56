package io.postern.core.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** The SQL of reports on TLS that wait to be sent. */
public final class TlsDueStore {
  /** In one transaction, so that no accepting session waits long behind it. */
  private static final int AT_ONCE = 500;

  /** More than nodes that look at the same moment. */
  private static final int CANDIDATES = 16;

  /**
   * A row of {@code tls_due} that is not finished.
   *
   * @param day since the epoch
   * @param dueAt milliseconds since the epoch; who changed it last may send
   * @param served where the report was sent to already, as JSON
   */
  public record Row(long day, String domain, long dueAt, String served) {}

  private TlsDueStore() {}

  private record Counted(long day, String domain) {}

  /**
   * Puts down what was counted before a day and waits for nothing yet.
   *
   * @param dueAt when the report of a day is due
   */
  public static void open(Tx tx, long before, LongUnaryOperator dueAt) throws SQLException {
    for (Counted counted : counted(tx, before)) {
      PreparedStatement s =
          tx.prepare(
              """
              INSERT INTO tls_due (day, domain, due_at, finished, served)
              VALUES (?, ?, ?, 0, '[]') ON CONFLICT (day, domain) DO NOTHING\
              """);
      s.setLong(1, counted.day());
      s.setString(2, counted.domain());
      s.setLong(3, dueAt.applyAsLong(counted.day()));
      s.executeUpdate();
    }
  }

  private static List<Counted> counted(Tx tx, long before) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            SELECT DISTINCT c.day, c.domain FROM tls_session c
            WHERE c.day < ? AND NOT EXISTS
              (SELECT 1 FROM tls_due d WHERE d.day = c.day AND d.domain = c.domain)
            ORDER BY c.day, c.domain LIMIT ?\
            """);
    s.setLong(1, before);
    s.setInt(2, AT_ONCE);
    List<Counted> all = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        all.add(new Counted(r.getLong(1), r.getString(2)));
      }
    }
    return all;
  }

  /** One that is due, which nobody else gets before the given time. */
  public static Optional<Row> take(Tx tx, long until) throws SQLException {
    for (Row row : candidates(tx)) {
      Row taken = new Row(row.day(), row.domain(), until, row.served());
      if (put(tx, row, until, row.served())) {
        return Optional.of(taken);
      }
    }
    return Optional.empty();
  }

  private static List<Row> candidates(Tx tx) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT day, domain, due_at, served FROM tls_due"
                + " WHERE finished = 0 AND due_at <= ? ORDER BY due_at LIMIT ?");
    s.setLong(1, tx.now().toEpochMilli());
    s.setInt(2, CANDIDATES);
    List<Row> rows = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        rows.add(new Row(r.getLong(1), r.getString(2), r.getLong(3), r.getString(4)));
      }
    }
    return rows;
  }

  /** Has it wait for another time; false where another node took it. */
  public static boolean put(Tx tx, Row row, long dueAt, String served) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE tls_due SET due_at = ?, served = ?"
                + " WHERE day = ? AND domain = ? AND due_at = ? AND finished = 0");
    s.setLong(1, dueAt);
    s.setString(2, served);
    s.setLong(3, row.day());
    s.setString(4, row.domain());
    s.setLong(5, row.dueAt());
    return s.executeUpdate() > 0;
  }

  /** Has it wait no more; false where another node took it. */
  public static boolean finish(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare("UPDATE tls_due SET finished = 1 WHERE day = ? AND domain = ? AND due_at = ?");
    s.setLong(1, row.day());
    s.setString(2, row.domain());
    s.setLong(3, row.dueAt());
    return s.executeUpdate() > 0;
  }

  /** Deletes those of before a day. */
  public static void forget(Tx tx, long before) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM tls_due WHERE day < ?");
    s.setLong(1, before);
    s.executeUpdate();
  }
}
