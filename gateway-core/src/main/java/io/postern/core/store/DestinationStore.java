package io.postern.core.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of what nodes tell of their destinations, and of what people want tried at once.
 * Thread-safe.
 */
public final class DestinationStore {
  private static final String INSERT =
      """
      INSERT INTO destination (node, name, concurrency, most, running, suspended_until, apart, last_reply,
        seen_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;
  private static final String UPDATE =
      """
      UPDATE destination SET concurrency = ?, most = ?, running = ?, suspended_until = ?, apart = ?,
        last_reply = ?, seen_at = ?
      WHERE node = ? AND name = ?\
      """;

  /** A living node forgets sooner what it does not use, and tells more often of what it does. */
  private static final Duration STALE = Duration.ofHours(1);

  private static final String ALL =
      """
      SELECT node, name, concurrency, most, running, suspended_until, apart, last_reply
      FROM destination WHERE seen_at > ? OR suspended_until > ? ORDER BY name, node\
      """;

  private final Database database;

  public DestinationStore(Database database) {
    this.database = database;
  }

  /** What one node told. */
  public record Told(String node, DestinationState state) {}

  /**
   * What is queued for one destination.
   *
   * @param due when the first of it is due
   */
  public record Backlog(String destination, long deliveries, Instant due) {}

  /** Tells what is new of a node's destinations. */
  public void tell(Tx tx, String node, DestinationState state) throws SQLException {
    PreparedStatement update = tx.prepare(UPDATE);
    int at = put(update, 1, state, tx.now());
    update.setString(at, node);
    update.setString(at + 1, state.destination());
    if (update.executeUpdate() == 0) {
      PreparedStatement insert = tx.prepare(INSERT);
      insert.setString(1, node);
      insert.setString(2, state.destination());
      put(insert, 3, state, tx.now());
      insert.executeUpdate();
    }
  }

  private static int put(PreparedStatement s, int from, DestinationState state, Instant now)
      throws SQLException {
    int at = from;
    s.setInt(at++, state.concurrency());
    s.setInt(at++, state.limit());
    s.setInt(at++, state.running());
    s.setObject(at++, millis(state.suspendedUntil()), Types.BIGINT);
    s.setObject(at++, state.apart().map(Duration::toMillis).orElse(null), Types.BIGINT);
    s.setString(at++, state.lastReply().orElse(null));
    s.setLong(at++, now.toEpochMilli());
    return at;
  }

  private static @Nullable Long millis(Optional<Instant> when) {
    return when.map(Instant::toEpochMilli).orElse(null);
  }

  public void forget(Tx tx, String node, String destination) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM destination WHERE node = ? AND name = ?");
    s.setString(1, node);
    s.setString(2, destination);
    s.executeUpdate();
  }

  public int forgetAll(Tx tx, String node) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM destination WHERE node = ?");
    s.setString(1, node);
    return s.executeUpdate();
  }

  /** What nodes told that live at this time. */
  public List<Told> all(Instant now) {
    return database.read(connection -> {
      List<Told> all = new ArrayList<>();
      try (PreparedStatement s = connection.prepareStatement(ALL)) {
        s.setLong(1, now.minus(STALE).toEpochMilli());
        s.setLong(2, now.toEpochMilli());
        try (ResultSet r = s.executeQuery()) {
          while (r.next()) {
            all.add(told(r));
          }
        }
      }
      return all;
    });
  }

  private static Told told(ResultSet r) throws SQLException {
    Optional<Instant> until = number(r, "suspended_until").map(Instant::ofEpochMilli);
    DestinationState state =
        new DestinationState(
            r.getString("name"),
            r.getInt("concurrency"),
            r.getInt("most"),
            r.getInt("running"),
            until,
            number(r, "apart").map(Duration::ofMillis),
            Optional.ofNullable(r.getString("last_reply")));
    return new Told(r.getString("node"), state);
  }

  private static Optional<Long> number(ResultSet r, String column) throws SQLException {
    long value = r.getLong(column);
    return r.wasNull() ? Optional.empty() : Optional.of(value);
  }

  /** What is queued, by destination; reads the whole queue, for people. */
  public List<Backlog> backlog() {
    return database.read(connection -> {
      List<Backlog> all = new ArrayList<>();
      try (PreparedStatement s =
              connection.prepareStatement(
                  "SELECT destination, COUNT(*), MIN(due) FROM delivery WHERE state = 'queued'"
                      + " GROUP BY destination ORDER BY destination");
          ResultSet r = s.executeQuery()) {
        while (r.next()) {
          all.add(new Backlog(r.getString(1), r.getLong(2), Instant.ofEpochMilli(r.getLong(3))));
        }
      }
      return all;
    });
  }

  /**
   * Asks every node to try a destination at once; all where none is named. Also those that are not
   * dead: what nodes told is some seconds old.
   *
   * @return how many are dead for all that is told
   */
  public int wantRetry(Tx tx, Optional<String> destination) throws SQLException {
    String which = destination.isPresent() ? " AND name = ?" : "";
    PreparedStatement ask = tx.prepare("UPDATE destination SET retry = 1 WHERE retry = 0" + which);
    if (destination.isPresent()) {
      ask.setString(1, destination.get());
    }
    ask.executeUpdate();
    PreparedStatement s =
        tx.prepare(
            "SELECT COUNT(DISTINCT name) FROM destination WHERE suspended_until > ?" + which);
    s.setLong(1, tx.now().toEpochMilli());
    if (destination.isPresent()) {
      s.setString(2, destination.get());
    }
    try (ResultSet r = s.executeQuery()) {
      r.next();
      return r.getInt(1);
    }
  }

  /** The destinations that people want tried at once by a node. */
  public List<String> wanted(String node) {
    return database.read(connection -> {
      List<String> names = new ArrayList<>();
      try (PreparedStatement s =
          connection.prepareStatement(
              "SELECT name FROM destination WHERE node = ? AND retry = 1")) {
        s.setString(1, node);
        try (ResultSet r = s.executeQuery()) {
          while (r.next()) {
            names.add(r.getString(1));
          }
        }
      }
      return names;
    });
  }

  /** The node has heard it. */
  public void heard(Tx tx, String node, String destination) throws SQLException {
    PreparedStatement s =
        tx.prepare("UPDATE destination SET retry = 0 WHERE node = ? AND name = ?");
    s.setString(1, node);
    s.setString(2, destination);
    s.executeUpdate();
  }
}
