package io.postern.core.store;

import io.postern.config.Json;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.core.model.Rewriting;
import io.postern.core.store.QueueStore.Stamp;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The SQL of leases: who works on which delivery. Every question is answered from an index, however
 * much is queued. Methods with a {@link Tx} run inside the writer's transaction. Thread-safe.
 */
public final class LeaseStore {
  /**
   * Jumps from one destination to the next through the index, where DISTINCT would read all that is
   * queued for each.
   */
  private static final String HEADS =
      """
      WITH RECURSIVE hop(name, n) AS (
        SELECT MIN(destination), 1 FROM delivery WHERE state = 'queued' AND destination > ?
        UNION ALL
        SELECT (SELECT MIN(d.destination) FROM delivery d
            WHERE d.state = 'queued' AND d.destination > hop.name), hop.n + 1
        FROM hop WHERE hop.name IS NOT NULL AND hop.n < ?
      )
      SELECT hop.name, (SELECT MIN(d.due) FROM delivery d
          WHERE d.state = 'queued' AND d.destination = hop.name)
      FROM hop WHERE hop.name IS NOT NULL ORDER BY hop.n\
      """;

  private static final String SELECT =
      """
      SELECT d.message_id, d.n, d.next_hop, d.recipients, d.protections, d.refusal, d.discretion, d.attempts,
        d.expires_at, d.warned, d.last_reply, d.rewriting, m.envelope
      FROM delivery d JOIN message m ON m.id = d.message_id
      WHERE d.state = 'queued' AND \
      """;
  private static final String DUE =
      SELECT + "d.destination = ? AND d.due <= ? ORDER BY d.due LIMIT ?";

  // A refusal has no time and is no delay: its sender hears of it, and nothing else.
  private static final String EXPIRED =
      SELECT + "d.expires_at <= ? AND d.refusal IS NULL AND d.last_reply IS ";
  private static final String LATE =
      SELECT + "d.warned = 0 AND d.refusal IS NULL AND d.warn_at <= ? AND d.last_reply IS ";
  private static final String ADOPT =
      """
      UPDATE delivery SET
        destination =
          CASE WHEN refusal IS NOT NULL OR protections LIKE 'portal%' THEN '@local' ELSE next_hop END,
        warn_at = COALESCE(warn_at,
          (SELECT m.received_at FROM message m WHERE m.id = delivery.message_id) + ?)
      WHERE state = 'queued' AND (message_id, n) IN
        (SELECT message_id, n FROM delivery WHERE state = 'queued' AND destination = '' LIMIT ?)\
      """;
  private static final String LEASE =
      """
      UPDATE delivery SET state = 'leased', owner = ?, lease_until = ?, lease_token = ?
      WHERE message_id = ? AND n = ? AND state = 'queued'\
      """;
  private static final String RENEW =
      """
      UPDATE delivery SET lease_until = ?
      WHERE message_id = ? AND n = ? AND state = 'leased' AND owner = ? AND lease_token = ?\
      """;
  private static final String GIVE_BACK =
      """
      UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL
      WHERE message_id = ? AND n = ? AND state = 'leased' AND owner = ? AND lease_token = ?\
      """;

  private final Database database;

  public LeaseStore(Database database) {
    this.database = database;
  }

  /**
   * A destination with something queued.
   *
   * @param due when the first of it is due, which may be past
   */
  public record Head(String destination, Instant due) {}

  /**
   * Fills in what programs leave out that know nothing of destinations: rows from before an update,
   * and those of other nodes while it goes on. Without it nobody would fetch them.
   *
   * @param warnAfter how long after its receipt a message's sender hears that it waits
   * @return how many, at most {@code most}
   */
  public int adopt(Tx tx, Duration warnAfter, int most) throws SQLException {
    PreparedStatement s = tx.prepare(ADOPT);
    s.setLong(1, warnAfter.toMillis());
    s.setInt(2, most);
    return s.executeUpdate();
  }

  /** Destinations with something queued, in order of their names, after one of them. */
  public List<Head> heads(String after, int most) {
    return database.read(connection -> {
      try (PreparedStatement s = connection.prepareStatement(HEADS)) {
        s.setString(1, after);
        s.setInt(2, most);
        List<Head> heads = new ArrayList<>();
        try (ResultSet r = s.executeQuery()) {
          while (r.next()) {
            heads.add(new Head(r.getString(1), Instant.ofEpochMilli(r.getLong(2))));
          }
        }
        return heads;
      }
    });
  }

  /**
   * Leases what is due for a destination, that first which is due for longest. What cannot be
   * understood is held, so that it does not stand in the way of the others.
   */
  public List<Lease> lease(Tx tx, Stamp stamp, String destination, int most) throws SQLException {
    PreparedStatement s = tx.prepare(DUE);
    s.setString(1, destination);
    s.setLong(2, tx.now().toEpochMilli());
    s.setInt(3, most);
    return lease(tx, stamp, s);
  }

  /**
   * Leases what is queued although its time is over; not refusals, whose time never is.
   *
   * @param grace how much longer that has which was never tried, because its first attempt may be
   *     all that it waits for
   */
  public List<Lease> leaseExpired(Tx tx, Stamp stamp, Duration grace, int most)
      throws SQLException {
    return overdue(tx, stamp, EXPIRED, "d.expires_at", grace, most);
  }

  /** The same of what was never tried, for one destination, where nothing is to be hoped for. */
  public List<Lease> leaseExpiredUntried(Tx tx, Stamp stamp, String destination, int most)
      throws SQLException {
    return untried(tx, stamp, EXPIRED, "d.expires_at", destination, most);
  }

  /**
   * Leases what waits for so long that its sender should hear of it, and has not.
   *
   * @param grace how much longer that has which was never tried
   */
  public List<Lease> leaseLate(Tx tx, Stamp stamp, Duration grace, int most) throws SQLException {
    return overdue(tx, stamp, LATE, "d.warn_at", grace, most);
  }

  /** The same of what was never tried, for one destination, where nothing is to be hoped for. */
  public List<Lease> leaseLateUntried(Tx tx, Stamp stamp, String destination, int most)
      throws SQLException {
    return untried(tx, stamp, LATE, "d.warn_at", destination, most);
  }

  private static List<Lease> overdue(
      Tx tx, Stamp stamp, String sql, String order, Duration grace, int most) throws SQLException {
    List<Lease> all =
        new ArrayList<>(upTo(tx, stamp, sql + "NOT NULL ORDER BY " + order, tx.now(), most));
    if (all.size() < most) {
      Instant before = tx.now().minus(grace);
      all.addAll(upTo(tx, stamp, sql + "NULL ORDER BY " + order, before, most - all.size()));
    }
    return all;
  }

  private static List<Lease> upTo(Tx tx, Stamp stamp, String sql, Instant moment, int most)
      throws SQLException {
    PreparedStatement s = tx.prepare(sql + " LIMIT ?");
    s.setLong(1, moment.toEpochMilli());
    s.setInt(2, most);
    return lease(tx, stamp, s);
  }

  private static List<Lease> untried(
      Tx tx, Stamp stamp, String sql, String order, String destination, int most)
      throws SQLException {
    PreparedStatement s =
        tx.prepare(sql + "NULL AND d.destination = ? ORDER BY " + order + " LIMIT ?");
    s.setLong(1, tx.now().toEpochMilli());
    s.setString(2, destination);
    s.setInt(3, most);
    return lease(tx, stamp, s);
  }

  private static List<Lease> lease(Tx tx, Stamp stamp, PreparedStatement select)
      throws SQLException {
    Candidates candidates = candidates(stamp, select);
    for (Unreadable row : candidates.unreadable) {
      hold(tx, row);
    }
    List<Lease> leased = new ArrayList<>(candidates.leases.size());
    PreparedStatement s = tx.prepare(LEASE);
    for (Lease lease : candidates.leases) {
      s.setString(1, stamp.owner());
      s.setLong(2, stamp.until().toEpochMilli());
      s.setLong(3, stamp.token());
      s.setString(4, lease.message().value());
      s.setInt(5, lease.number());
      // Another node may have been quicker: only the row that we changed is ours.
      if (s.executeUpdate() == 1) {
        leased.add(lease);
      }
    }
    return leased;
  }

  private record Unreadable(String message, int number, String why) {}

  private record Candidates(List<Lease> leases, List<Unreadable> unreadable) {}

  private static Candidates candidates(Stamp stamp, PreparedStatement select) throws SQLException {
    Candidates found = new Candidates(new ArrayList<>(), new ArrayList<>());
    try (ResultSet r = select.executeQuery()) {
      while (r.next()) {
        candidate(r, stamp, found);
      }
    }
    return found;
  }

  private static void candidate(ResultSet r, Stamp stamp, Candidates found) throws SQLException {
    try {
      found.leases.add(lease(r, stamp));
    } catch (RuntimeException e) {
      String why = "the stored delivery cannot be read: " + e.getClass().getSimpleName();
      found.unreadable.add(new Unreadable(r.getString("message_id"), r.getInt("n"), why));
    }
  }

  private static void hold(Tx tx, Unreadable row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'held', hold_queue = 'unreadable', last_reply = ?"
                + " WHERE message_id = ? AND n = ?");
    s.setString(1, row.why);
    s.setString(2, row.message);
    s.setInt(3, row.number);
    s.executeUpdate();
    tx.audit(new AuditEvent.Held(new MessageId(row.message), "", "unreadable", row.why));
  }

  private static Lease lease(ResultSet r, Stamp stamp) throws SQLException {
    List<Protection> protections = ProtectionText.parse(r.getString("protections"));
    return new Lease(
        EnvelopeText.parse(r.getString("envelope")),
        r.getInt("n"),
        r.getString("next_hop"),
        QueueStore.positions(r.getString("recipients")),
        protections,
        Optional.ofNullable(r.getString("refusal")).map(j -> Json.read(j, Reply.class)),
        DiscretionText.parse(r.getString("discretion"), protections),
        r.getInt("attempts"),
        Instant.ofEpochMilli(r.getLong("expires_at")),
        r.getInt("warned") != 0,
        Optional.ofNullable(r.getString("last_reply")),
        Optional.ofNullable(r.getString("rewriting"))
            .map(j -> Json.read(j, Rewriting.class))
            .orElse(Rewriting.NONE),
        stamp.token());
  }

  /** Puts deliveries back that nobody has begun, as if they had never been leased. */
  public int giveBack(Tx tx, List<Lease> leases, String owner) throws SQLException {
    PreparedStatement s = tx.prepare(GIVE_BACK);
    int given = 0;
    for (Lease lease : leases) {
      given += change(s, 1, LeaseKey.of(lease), owner);
    }
    return given;
  }

  /** True while the lease is still this owner's: no other node took it over. */
  public boolean holds(Tx tx, Lease lease, String owner) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT 1 FROM delivery WHERE message_id = ? AND n = ? AND state = 'leased' AND owner = ?"
                + " AND lease_token = ?");
    s.setString(1, lease.message().value());
    s.setInt(2, lease.number());
    s.setString(3, owner);
    s.setLong(4, lease.token());
    try (ResultSet r = s.executeQuery()) {
      return r.next();
    }
  }

  /**
   * Tells other nodes that this one lives and still works on these. What else is leased in its name
   * runs out: nobody works on it.
   *
   * @return those that are this owner's no more
   */
  public List<LeaseKey> renew(Tx tx, Collection<LeaseKey> held, String owner, Instant until)
      throws SQLException {
    PreparedStatement s = tx.prepare(RENEW);
    List<LeaseKey> lost = new ArrayList<>();
    for (LeaseKey key : held) {
      s.setLong(1, until.toEpochMilli());
      if (change(s, 2, key, owner) == 0) {
        lost.add(key);
      }
    }
    return lost;
  }

  private static int change(PreparedStatement s, int at, LeaseKey key, String owner)
      throws SQLException {
    s.setString(at, key.message().value());
    s.setInt(at + 1, key.number());
    s.setString(at + 2, owner);
    s.setLong(at + 3, key.token());
    return s.executeUpdate();
  }

  /**
   * Gives back every lease of an owner, at its start: what it was doing when it died is done again.
   */
  public int releaseAll(Tx tx, String owner) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL"
                + " WHERE state = 'leased' AND owner = ?");
    s.setString(1, owner);
    return s.executeUpdate();
  }

  /**
   * Gives back leases that ran out: of other nodes, because such a node is dead or cut off, and of
   * this one what it does not know of, because the answer to its commit was lost. What it works on
   * ends only by its own hand, whatever the clock says.
   *
   * @param held whether this node works on a lease
   */
  public int releaseExpired(Tx tx, String self, Predicate<LeaseKey> held) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "UPDATE delivery SET state = 'queued', owner = NULL, lease_until = NULL"
                + " WHERE state = 'leased' AND lease_until < ? AND owner <> ?");
    s.setLong(1, tx.now().toEpochMilli());
    s.setString(2, self);
    int released = s.executeUpdate();
    PreparedStatement back = tx.prepare(GIVE_BACK);
    for (LeaseKey key : expired(tx, self)) {
      released += held.test(key) ? 0 : change(back, 1, key, self);
    }
    return released;
  }

  private static List<LeaseKey> expired(Tx tx, String owner) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT message_id, n, lease_token FROM delivery"
                + " WHERE state = 'leased' AND owner = ? AND lease_until < ?");
    s.setString(1, owner);
    s.setLong(2, tx.now().toEpochMilli());
    List<LeaseKey> keys = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        keys.add(new LeaseKey(new MessageId(r.getString(1)), r.getInt(2), r.getLong(3)));
      }
    }
    return keys;
  }
}
