package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the key directory. What they mean is the directory's business; private parts arrive
 * sealed.
 */
public final class KeyStore {
  /** What names a row of {@code directory_key}. */
  public record Id(String kind, String purpose, String fingerprint) {}

  /**
   * A row of {@code directory_key} as somebody files it.
   *
   * @param addedAt milliseconds since the epoch
   */
  public record Row(
      Id id,
      byte[] publicPart,
      byte @Nullable [] sealedPrivate,
      long addedAt,
      String addedBy,
      String source,
      String origin,
      String verified) {}

  /**
   * What somebody said of a key.
   *
   * @param at milliseconds since the epoch
   */
  public record Standing(String name, String reason, String by, long at) {}

  /**
   * An address that a key serves.
   *
   * @param pinnedBy null where it is not pinned for it
   * @param pinnedAt milliseconds since the epoch
   */
  public record Address(String address, @Nullable String pinnedBy, long pinnedAt) {}

  /**
   * A row as it is kept.
   *
   * @param pinned for the address that was asked for; false where none was
   */
  public record Kept(Row row, Standing standing, boolean pinned) {}

  /** A row with the addresses that it serves, sorted. */
  public record Shelved(Kept kept, List<Address> addresses) {
    public Shelved {
      addresses = List.copyOf(addresses);
    }
  }

  private static final String COLUMNS =
      "k.kind, k.purpose, k.fingerprint, k.public_part, k.sealed_private, k.added_at, k.added_by,"
          + " k.source, k.origin, k.verified, k.standing, k.standing_reason, k.standing_by,"
          + " k.standing_at";

  private static final String NAMED = " WHERE kind = ? AND purpose = ? AND fingerprint = ?";

  private KeyStore() {}

  /**
   * Adds a key or brings one up to date: what was said of it, its addresses and pins stay. What a
   * person imported keeps its provenance where it is found again elsewhere.
   *
   * @param known the public part that this one was made from; empty for a key that is new
   * @return false, and nothing is done, where another was faster
   */
  public static boolean put(Tx tx, Row row, Optional<byte[]> known, List<String> addresses)
      throws SQLException {
    boolean done = known.isPresent() ? update(tx, row, known.get()) : insert(tx, row);
    if (done) {
      for (String address : addresses) {
        putAddress(tx, row.id(), address);
      }
    }
    return done;
  }

  private static boolean insert(Tx tx, Row row) throws SQLException {
    PreparedStatement insert =
        tx.prepare(
            "INSERT INTO directory_key (kind, purpose, fingerprint, public_part, sealed_private,"
                + " added_at, added_by, source, origin, verified)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
    name(insert, 1, row.id());
    insert.setBytes(4, row.publicPart());
    insert.setBytes(5, row.sealedPrivate());
    provenance(insert, 6, row);
    return insert.executeUpdate() > 0;
  }

  private static boolean update(Tx tx, Row row, byte[] known) throws SQLException {
    PreparedStatement parts =
        tx.prepare(
            "UPDATE directory_key SET public_part = ?, sealed_private = COALESCE(?, sealed_private)"
                + NAMED
                + " AND public_part = ?");
    parts.setBytes(1, row.publicPart());
    parts.setBytes(2, row.sealedPrivate());
    name(parts, 3, row.id());
    parts.setBytes(6, known);
    if (parts.executeUpdate() == 0) {
      return false;
    }
    PreparedStatement origin =
        tx.prepare(
            "UPDATE directory_key SET added_at = ?, added_by = ?, source = ?, origin = ?,"
                + " verified = ?"
                + NAMED
                + " AND (origin <> 'import' OR 'import' = ?)");
    provenance(origin, 1, row);
    name(origin, 6, row.id());
    origin.setString(9, row.origin());
    origin.executeUpdate();
    return true;
  }

  private static void provenance(PreparedStatement statement, int from, Row row)
      throws SQLException {
    statement.setLong(from, row.addedAt());
    statement.setString(from + 1, row.addedBy());
    statement.setString(from + 2, row.source());
    statement.setString(from + 3, row.origin());
    statement.setString(from + 4, row.verified());
  }

  private static void putAddress(Tx tx, Id id, String address) throws SQLException {
    PreparedStatement insert =
        tx.prepare(
            "INSERT INTO directory_address (kind, purpose, fingerprint, address)"
                + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
    name(insert, 1, id);
    insert.setString(4, address);
    insert.executeUpdate();
  }

  /** Removes a key and its addresses; false where there was none. */
  public static boolean delete(Tx tx, Id id) throws SQLException {
    PreparedStatement addresses = tx.prepare("DELETE FROM directory_address" + NAMED);
    name(addresses, 1, id);
    addresses.executeUpdate();
    PreparedStatement key = tx.prepare("DELETE FROM directory_key" + NAMED);
    name(key, 1, id);
    return key.executeUpdate() > 0;
  }

  /**
   * Takes an address from a key that was found for it, where nobody pinned it and no source gives
   * it any more. What a person imported keeps its addresses.
   */
  public static void release(Tx tx, Id id, String address) throws SQLException {
    PreparedStatement one =
        tx.prepare(
            "DELETE FROM directory_address"
                + NAMED
                + " AND address = ? AND pinned_by IS NULL AND NOT EXISTS (SELECT 1 FROM key_finding"
                + " f WHERE f.kind = directory_address.kind AND"
                + " f.fingerprint = directory_address.fingerprint AND"
                + " f.address = directory_address.address) AND EXISTS (SELECT 1 FROM directory_key"
                + " k WHERE k.kind = directory_address.kind AND"
                + " k.purpose = directory_address.purpose AND"
                + " k.fingerprint = directory_address.fingerprint AND k.origin = 'discovery')");
    name(one, 1, id);
    one.setString(4, address);
    one.executeUpdate();
  }

  /**
   * Takes a key away that was found, serves no address, and of which nobody said anything.
   *
   * @param known its public part; nothing is done where it has changed
   */
  public static void discard(Tx tx, Id id, byte[] known) throws SQLException {
    PreparedStatement key =
        tx.prepare(
            "DELETE FROM directory_key"
                + NAMED
                + " AND public_part = ? AND origin = 'discovery' AND standing = 'filed'"
                + " AND NOT EXISTS (SELECT 1 FROM directory_address a WHERE"
                + " a.kind = directory_key.kind AND a.purpose = directory_key.purpose AND"
                + " a.fingerprint = directory_key.fingerprint)");
    name(key, 1, id);
    key.setBytes(4, known);
    key.executeUpdate();
  }

  /** Notes what is said of a key; false where there is none. */
  public static boolean stand(Tx tx, Id id, Standing standing) throws SQLException {
    PreparedStatement update =
        tx.prepare(
            "UPDATE directory_key SET standing = ?, standing_reason = ?, standing_by = ?,"
                + " standing_at = ?"
                + NAMED);
    update.setString(1, standing.name());
    update.setString(2, standing.reason());
    update.setString(3, standing.by());
    update.setLong(4, standing.at());
    name(update, 5, id);
    return update.executeUpdate() > 0;
  }

  /**
   * Pins a key for an address, or takes the pin away.
   *
   * @param by null to take it away
   * @param at milliseconds since the epoch
   * @return false where the key does not serve the address
   */
  public static boolean pin(Tx tx, Id id, String address, @Nullable String by, long at)
      throws SQLException {
    PreparedStatement update =
        tx.prepare(
            "UPDATE directory_address SET pinned_by = ?, pinned_at = ?"
                + NAMED
                + " AND address = ?");
    update.setString(1, by);
    update.setObject(2, by == null ? null : at, java.sql.Types.BIGINT);
    name(update, 3, id);
    update.setString(6, address);
    return update.executeUpdate() > 0;
  }

  /** How many keys like this one serve an address. */
  public static int serving(Tx tx, Id like, String address) throws SQLException {
    PreparedStatement query =
        tx.prepare(
            "SELECT COUNT(*) FROM directory_address WHERE kind = ? AND purpose = ?"
                + " AND address = ?");
    query.setString(1, like.kind());
    query.setString(2, like.purpose());
    query.setString(3, address);
    try (ResultSet result = query.executeQuery()) {
      return result.next() ? result.getInt(1) : 0;
    }
  }

  /** Fingerprints of the keys like this one that are pinned for an address. */
  public static Set<String> pinnedFor(Tx tx, Id like, String address) throws SQLException {
    PreparedStatement query =
        tx.prepare(
            "SELECT fingerprint FROM directory_address WHERE kind = ? AND purpose = ?"
                + " AND address = ? AND pinned_at IS NOT NULL");
    query.setString(1, like.kind());
    query.setString(2, like.purpose());
    query.setString(3, address);
    Set<String> found = new HashSet<>();
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        found.add(result.getString(1));
      }
    }
    return found;
  }

  /** The keys that serve one address. */
  public static List<Kept> byAddress(
      Connection connection, String kind, String purpose, String address) throws SQLException {
    String sql =
        "SELECT "
            + COLUMNS
            + ", a.pinned_at FROM directory_address a JOIN directory_key k ON k.kind = a.kind AND"
            + " k.purpose = a.purpose AND k.fingerprint = a.fingerprint WHERE a.kind = ? AND"
            + " a.purpose = ? AND a.address = ? ORDER BY k.added_at DESC, k.fingerprint";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, kind);
      query.setString(2, purpose);
      query.setString(3, address);
      return kept(query, true);
    }
  }

  /** One key. */
  public static Optional<Kept> byId(Connection connection, Id id) throws SQLException {
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM directory_key k WHERE k.kind = ? AND k.purpose = ? AND k.fingerprint = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      name(query, 1, id);
      return kept(query, false).stream().findFirst();
    }
  }

  /** Every key for a purpose. */
  public static List<Kept> byPurpose(Connection connection, String purpose) throws SQLException {
    String sql =
        "SELECT " + COLUMNS + " FROM directory_key k WHERE k.purpose = ? ORDER BY k.fingerprint";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, purpose);
      return kept(query, false);
    }
  }

  /** The rows of one key, for whatever purpose. */
  public static List<Shelved> byFingerprint(Connection connection, String fingerprint)
      throws SQLException {
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM directory_key k WHERE k.fingerprint = ? ORDER BY k.kind, k.purpose";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, fingerprint);
      return shelved(connection, kept(query, false));
    }
  }

  /** An address for which keys of a kind are pinned. */
  public record PinnedAddress(String kind, String address) {}

  /** All addresses with pins. */
  public static Set<PinnedAddress> pinned(Connection connection) throws SQLException {
    String sql =
        "SELECT DISTINCT kind, address FROM directory_address"
            + " WHERE purpose = 'encrypt' AND pinned_at IS NOT NULL";
    Set<PinnedAddress> found = new HashSet<>();
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet result = query.executeQuery()) {
      while (result.next()) {
        found.add(new PinnedAddress(result.getString(1), result.getString(2)));
      }
    }
    return found;
  }

  /** Every key. */
  public static List<Shelved> all(Connection connection) throws SQLException {
    String sql =
        "SELECT " + COLUMNS + " FROM directory_key k ORDER BY k.kind, k.purpose, k.fingerprint";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      return shelved(connection, kept(query, false));
    }
  }

  private static List<Shelved> shelved(Connection connection, List<Kept> rows) throws SQLException {
    List<Shelved> all = new ArrayList<>();
    for (Kept kept : rows) {
      all.add(new Shelved(kept, addresses(connection, kept.row().id())));
    }
    return all;
  }

  private static List<Address> addresses(Connection connection, Id id) throws SQLException {
    String sql =
        "SELECT address, pinned_by, pinned_at FROM directory_address" + NAMED + " ORDER BY address";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      name(query, 1, id);
      List<Address> found = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          found.add(new Address(result.getString(1), result.getString(2), result.getLong(3)));
        }
      }
      return found;
    }
  }

  private static void name(PreparedStatement statement, int from, Id id) throws SQLException {
    statement.setString(from, id.kind());
    statement.setString(from + 1, id.purpose());
    statement.setString(from + 2, id.fingerprint());
  }

  private static List<Kept> kept(PreparedStatement query, boolean forAddress) throws SQLException {
    List<Kept> found = new ArrayList<>();
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        boolean pinned = forAddress && result.getObject(15) != null;
        found.add(new Kept(row(result), standing(result), pinned));
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
        result.getString(8),
        result.getString(9),
        result.getString(10));
  }

  private static Standing standing(ResultSet result) throws SQLException {
    return new Standing(
        result.getString(11), result.getString(12), result.getString(13), result.getLong(14));
  }
}
