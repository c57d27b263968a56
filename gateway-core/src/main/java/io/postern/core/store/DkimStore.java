package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of DKIM keys; private halves arrive sealed. */
public final class DkimStore {
  /**
   * A row of {@code dkim_key}; times are milliseconds since the epoch.
   *
   * @param sealedPrivate gone from retired keys
   */
  public record Row(
      String domain,
      String selector,
      String algorithm,
      String state,
      String publicKey,
      byte @Nullable [] sealedPrivate,
      long createdAt,
      @Nullable Long activatedAt,
      @Nullable Long retiredAt) {}

  private static final String SELECT =
      "SELECT domain, selector, algorithm, state, public_key, sealed_private, created_at,"
          + " activated_at, retired_at FROM dkim_key";
  private static final String ORDER = " ORDER BY domain, created_at, selector";

  private DkimStore() {}

  /** Every key. */
  public static List<Row> all(Connection connection) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(SELECT + ORDER)) {
      return rows(s);
    }
  }

  /** The same within a transaction. */
  public static List<Row> all(Tx tx) throws SQLException {
    return rows(tx.prepare(SELECT + ORDER));
  }

  /** One key. */
  public static Optional<Row> find(Tx tx, String domain, String selector) throws SQLException {
    PreparedStatement s = tx.prepare(SELECT + " WHERE domain = ? AND selector = ?");
    s.setString(1, domain);
    s.setString(2, selector);
    return rows(s).stream().findFirst();
  }

  /** Adds a key that does not sign yet. */
  public static void insert(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "INSERT INTO dkim_key (domain, selector, algorithm, state, public_key, sealed_private,"
                + " created_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
    s.setString(1, row.domain());
    s.setString(2, row.selector());
    s.setString(3, row.algorithm());
    s.setString(4, row.state());
    s.setString(5, row.publicKey());
    s.setBytes(6, row.sealedPrivate());
    s.setLong(7, row.createdAt());
    s.executeUpdate();
  }

  /** Has a key sign from now on. */
  public static void activate(Tx tx, String domain, String selector) throws SQLException {
    change(tx, "UPDATE dkim_key SET state = 'active', activated_at = ?", domain, selector);
  }

  /** Ends a key and destroys its private half. */
  public static void retire(Tx tx, String domain, String selector) throws SQLException {
    String set = "UPDATE dkim_key SET state = 'retired', sealed_private = NULL, retired_at = ?";
    change(tx, set, domain, selector);
  }

  private static void change(Tx tx, String set, String domain, String selector)
      throws SQLException {
    PreparedStatement s = tx.prepare(set + " WHERE domain = ? AND selector = ?");
    s.setLong(1, tx.now().toEpochMilli());
    s.setString(2, domain);
    s.setString(3, selector);
    s.executeUpdate();
  }

  private static List<Row> rows(PreparedStatement s) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        rows.add(
            new Row(
                r.getString(1),
                r.getString(2),
                r.getString(3),
                r.getString(4),
                r.getString(5),
                r.getBytes(6),
                r.getLong(7),
                time(r, 8),
                time(r, 9)));
      }
    }
    return rows;
  }

  private static @Nullable Long time(ResultSet r, int column) throws SQLException {
    long value = r.getLong(column);
    return r.wasNull() ? null : value;
  }
}
