package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the key directory. What they mean is the directory's business; private parts arrive
 * sealed.
 */
public final class KeyStore {
  /** What names a row of {@code directory_key}. */
  public record Id(String kind, String purpose, String fingerprint) {}

  /**
   * A row of {@code directory_key}.
   *
   * @param addedAt milliseconds since the epoch
   */
  public record Row(
      Id id,
      byte[] publicPart,
      byte @Nullable [] sealedPrivate,
      long addedAt,
      String addedBy,
      String source) {}

  private static final String COLUMNS =
      "k.kind, k.purpose, k.fingerprint, k.public_part, k.sealed_private, k.added_at, k.added_by,"
          + " k.source";

  private KeyStore() {}

  /** Adds a key, or replaces one of the same name together with its addresses. */
  public static void put(Tx tx, Row row, List<String> addresses) throws SQLException {
    delete(tx, row.id());
    PreparedStatement insert =
        tx.prepare(
            "INSERT INTO directory_key (kind, purpose, fingerprint, public_part, sealed_private,"
                + " added_at, added_by, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    name(insert, row.id());
    insert.setBytes(4, row.publicPart());
    insert.setBytes(5, row.sealedPrivate());
    insert.setLong(6, row.addedAt());
    insert.setString(7, row.addedBy());
    insert.setString(8, row.source());
    insert.executeUpdate();
    for (String address : addresses) {
      putAddress(tx, row.id(), address);
    }
  }

  /** Removes a key and its addresses; false where there was none. */
  public static boolean delete(Tx tx, Id id) throws SQLException {
    PreparedStatement addresses =
        tx.prepare(
            "DELETE FROM directory_address WHERE kind = ? AND purpose = ? AND fingerprint = ?");
    name(addresses, id);
    addresses.executeUpdate();
    PreparedStatement key =
        tx.prepare("DELETE FROM directory_key WHERE kind = ? AND purpose = ? AND fingerprint = ?");
    name(key, id);
    return key.executeUpdate() > 0;
  }

  /** Takes an address from a key, and the key away where it serves no other. */
  public static void release(Tx tx, Id id, String address) throws SQLException {
    PreparedStatement one =
        tx.prepare(
            "DELETE FROM directory_address WHERE kind = ? AND purpose = ? AND fingerprint = ?"
                + " AND address = ?");
    name(one, id);
    one.setString(4, address);
    one.executeUpdate();
    PreparedStatement key =
        tx.prepare(
            "DELETE FROM directory_key WHERE kind = ? AND purpose = ? AND fingerprint = ? AND NOT"
                + " EXISTS (SELECT 1 FROM directory_address a WHERE a.kind = directory_key.kind AND"
                + " a.purpose = directory_key.purpose AND a.fingerprint ="
                + " directory_key.fingerprint)");
    name(key, id);
    key.executeUpdate();
  }

  /** The keys that serve one address. */
  public static List<Row> byAddress(
      Connection connection, String kind, String purpose, String address) throws SQLException {
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM directory_address a JOIN directory_key k ON k.kind = a.kind AND k.purpose ="
            + " a.purpose AND k.fingerprint = a.fingerprint WHERE a.kind = ? AND a.purpose = ? AND"
            + " a.address = ? ORDER BY k.added_at DESC, k.fingerprint";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, kind);
      query.setString(2, purpose);
      query.setString(3, address);
      return rows(query);
    }
  }

  /** One key. */
  public static Optional<Row> byId(Connection connection, Id id) throws SQLException {
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM directory_key k WHERE k.kind = ? AND k.purpose = ? AND k.fingerprint = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      name(query, id);
      return rows(query).stream().findFirst();
    }
  }

  /** Every key. */
  public static List<Row> all(Connection connection) throws SQLException {
    String sql =
        "SELECT " + COLUMNS + " FROM directory_key k ORDER BY k.kind, k.purpose, k.fingerprint";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      return rows(query);
    }
  }

  /** The addresses that one key serves, sorted. */
  public static List<String> addresses(Connection connection, Id id) throws SQLException {
    String sql =
        "SELECT address FROM directory_address WHERE kind = ? AND purpose = ? AND fingerprint = ?"
            + " ORDER BY address";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      name(query, id);
      List<String> found = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          found.add(result.getString(1));
        }
      }
      return found;
    }
  }

  private static void putAddress(Tx tx, Id id, String address) throws SQLException {
    PreparedStatement insert =
        tx.prepare(
            "INSERT INTO directory_address (kind, purpose, fingerprint, address) VALUES (?, ?, ?,"
                + " ?)");
    name(insert, id);
    insert.setString(4, address);
    insert.executeUpdate();
  }

  private static void name(PreparedStatement statement, Id id) throws SQLException {
    statement.setString(1, id.kind());
    statement.setString(2, id.purpose());
    statement.setString(3, id.fingerprint());
  }

  private static List<Row> rows(PreparedStatement query) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        found.add(row(result));
      }
    }
    return found;
  }

  private static Row row(ResultSet result) throws SQLException {
    Id id = new Id(result.getString(1), result.getString(2), result.getString(3));
    return new Row(
        id,
        result.getBytes(4),
        result.getBytes(5),
        result.getLong(6),
        result.getString(7),
        result.getString(8));
  }
}
