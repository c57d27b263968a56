package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of consents; what they mean is the register's business. Nothing deletes a row. */
public final class ConsentStore {
  /**
   * A row of {@code consent}; times in milliseconds since the epoch.
   *
   * @param address in the form in which it is compared
   */
  public record Row(
      String address,
      String scope,
      long givenAt,
      String warning,
      @Nullable Long expiresAt,
      long recordedAt,
      String recordedBy,
      @Nullable Long withdrawnAt,
      @Nullable String withdrawnBy) {}

  private static final String COLUMNS =
      "address, scope, given_at, warning, expires_at, recorded_at, recorded_by, withdrawn_at,"
          + " withdrawn_by";

  private static final String ORDER = " ORDER BY address, scope, given_at";

  private static final String ONE =
      "SELECT " + COLUMNS + " FROM consent WHERE address = ? AND scope = ? AND given_at = ?";

  private ConsentStore() {}

  /** Adds a row that is not there yet. */
  public static void insert(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare("INSERT INTO consent (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    name(s, row.address(), row.scope(), row.givenAt());
    s.setString(4, row.warning());
    set(s, 5, row.expiresAt());
    s.setLong(6, row.recordedAt());
    s.setString(7, row.recordedBy());
    set(s, 8, row.withdrawnAt());
    s.setString(9, row.withdrawnBy());
    s.executeUpdate();
  }

  /** Marks a row as withdrawn that is not yet; false where there is no such row. */
  public static boolean withdraw(Tx tx, Row row, long at, String by) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE consent SET withdrawn_at = ?, withdrawn_by = ?"
                + " WHERE address = ? AND scope = ? AND given_at = ? AND withdrawn_at IS NULL");
    s.setLong(1, at);
    s.setString(2, by);
    s.setString(3, row.address());
    s.setString(4, row.scope());
    s.setLong(5, row.givenAt());
    return s.executeUpdate() > 0;
  }

  /** One row, within a transaction. */
  public static Optional<Row> find(Tx tx, String address, String scope, long givenAt)
      throws SQLException {
    PreparedStatement s = tx.prepare(ONE);
    name(s, address, scope, givenAt);
    return rows(s).stream().findFirst();
  }

  /** The rows of one address that are not withdrawn, within a transaction. */
  public static List<Row> standing(Tx tx, String address) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT "
                + COLUMNS
                + " FROM consent WHERE address = ? AND withdrawn_at IS NULL"
                + ORDER);
    s.setString(1, address);
    return rows(s);
  }

  /** One row. */
  public static Optional<Row> find(
      Connection connection, String address, String scope, long givenAt) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(ONE)) {
      name(s, address, scope, givenAt);
      return rows(s).stream().findFirst();
    }
  }

  /** All rows of one address. */
  public static List<Row> ofAddress(Connection connection, String address) throws SQLException {
    String sql = "SELECT " + COLUMNS + " FROM consent WHERE address = ?" + ORDER;
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      s.setString(1, address);
      return rows(s);
    }
  }

  /**
   * The rows after one address in the order of the addresses: at most so many, and then the rest of
   * the last address, so that the next page can begin behind it.
   */
  public static List<Row> page(Connection connection, String address, int most)
      throws SQLException {
    List<Row> page = after(connection, address, most);
    if (page.size() == most && most > 0) {
      String last = page.getLast().address();
      page.removeIf(r -> r.address().equals(last));
      page.addAll(ofAddress(connection, last));
    }
    return page;
  }

  private static List<Row> after(Connection connection, String address, int most)
      throws SQLException {
    String sql = "SELECT " + COLUMNS + " FROM consent WHERE address > ?" + ORDER + " LIMIT ?";
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      s.setString(1, address);
      s.setInt(2, most);
      return rows(s);
    }
  }

  private static void name(PreparedStatement s, String address, String scope, long givenAt)
      throws SQLException {
    s.setString(1, address);
    s.setString(2, scope);
    s.setLong(3, givenAt);
  }

  private static void set(PreparedStatement s, int position, @Nullable Long value)
      throws SQLException {
    if (value == null) {
      s.setNull(position, Types.BIGINT);
    } else {
      s.setLong(position, value);
    }
  }

  private static List<Row> rows(PreparedStatement s) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        found.add(row(r));
      }
    }
    return found;
  }

  private static Row row(ResultSet r) throws SQLException {
    return new Row(
        r.getString(1),
        r.getString(2),
        r.getLong(3),
        r.getString(4),
        time(r, 5),
        r.getLong(6),
        r.getString(7),
        time(r, 8),
        r.getString(9));
  }

  private static @Nullable Long time(ResultSet r, int position) throws SQLException {
    long value = r.getLong(position);
    return r.wasNull() ? null : value;
  }
}
