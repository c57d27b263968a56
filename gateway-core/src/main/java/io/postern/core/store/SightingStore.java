package io.postern.core.store;

import io.postern.config.Json;
import io.postern.core.model.Sighting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The SQL of sightings. Bounded: of each upstream the newest accepted and the newest refused ones,
 * each for itself, so that a stranger who is refused all day long does not push out what proves
 * that the connection works.
 */
public final class SightingStore {
  /** How many accepted, and how many refused ones, of one upstream are kept. */
  public static final int KEPT = 50;

  private static final int DETAIL_LENGTH = 500;
  private static final String COLUMNS = "upstream, seen_at, client_address, code, checks";

  private SightingStore() {}

  /** Adds one and forgets the oldest of its kind. */
  public static void add(Tx tx, Sighting sighting) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            INSERT INTO upstream_sighting (upstream, accepted, seen_at, code, client_address, checks)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
            """);
    key(s, sighting);
    s.setLong(3, sighting.at().toEpochMilli());
    s.setString(4, sighting.code());
    s.setString(5, sighting.clientAddress());
    s.setString(6, Json.write(sighting.checks().stream().map(SightingStore::bounded).toList()));
    s.executeUpdate();
    forget(tx, sighting);
  }

  private static void key(PreparedStatement s, Sighting sighting) throws SQLException {
    s.setString(1, sighting.upstream());
    s.setInt(2, sighting.accepted() ? 1 : 0);
  }

  private static Sighting.Check bounded(Sighting.Check check) {
    return check.detail().length() <= DETAIL_LENGTH
        ? check
        : new Sighting.Check(
            check.name(), check.result(), check.detail().substring(0, DETAIL_LENGTH));
  }

  private static void forget(Tx tx, Sighting sighting) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            DELETE FROM upstream_sighting WHERE upstream = ? AND accepted = ? AND seen_at < (
              SELECT seen_at FROM upstream_sighting WHERE upstream = ? AND accepted = ?
              ORDER BY seen_at DESC LIMIT 1 OFFSET ?)\
            """);
    key(s, sighting);
    s.setString(3, sighting.upstream());
    s.setInt(4, sighting.accepted() ? 1 : 0);
    s.setInt(5, KEPT - 1);
    s.executeUpdate();
  }

  /** The newest of one upstream, newest first. */
  public static List<Sighting> newest(Connection connection, String upstream) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + " FROM upstream_sighting WHERE upstream = ?"
                + " ORDER BY seen_at DESC, accepted DESC, code, client_address")) {
      s.setString(1, upstream);
      return sightings(s);
    }
  }

  private static List<Sighting> sightings(PreparedStatement s) throws SQLException {
    List<Sighting> sightings = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        sightings.add(
            new Sighting(
                r.getString(1),
                Instant.ofEpochMilli(r.getLong(2)),
                r.getString(3),
                r.getString(4),
                Arrays.asList(Json.read(r.getString(5), Sighting.Check[].class))));
      }
    }
    return sightings;
  }
}
