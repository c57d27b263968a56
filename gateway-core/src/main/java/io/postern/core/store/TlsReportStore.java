package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The SQL of reports on TLS that others sent. */
public final class TlsReportStore {
  /**
   * A row of {@code tls_report}.
   *
   * @param beginsAt milliseconds since the epoch
   * @param report as JSON
   */
  public record Row(String organisation, String reportId, long beginsAt, String report) {}

  private TlsReportStore() {}

  /** Adds a report; false where the organisation sent it before. */
  public static boolean add(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            INSERT INTO tls_report (organisation, report_id, begins_at, received_at, report)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT (organisation, report_id) DO NOTHING\
            """);
    s.setString(1, row.organisation());
    s.setString(2, row.reportId());
    s.setLong(3, row.beginsAt());
    s.setLong(4, tx.now().toEpochMilli());
    s.setString(5, row.report());
    return s.executeUpdate() > 0;
  }

  /** Deletes those that were received before a time. */
  public static int forget(Tx tx, long receivedBefore) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM tls_report WHERE received_at < ?");
    s.setLong(1, receivedBefore);
    return s.executeUpdate();
  }

  /** The texts of those that begin at a time or later, the oldest first. */
  public static List<String> since(Connection connection, long begin) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT report FROM tls_report WHERE begins_at >= ?"
                + " ORDER BY begins_at, organisation, report_id")) {
      s.setLong(1, begin);
      List<String> texts = new ArrayList<>();
      try (ResultSet r = s.executeQuery()) {
        while (r.next()) {
          texts.add(r.getString(1));
        }
      }
      return texts;
    }
  }
}
