package io.postern.core.store;

import io.postern.core.port.StsPolicies.Kept;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The SQL of MTA-STS policies. */
public final class StsStore {
  private static final String SELECT =
      "SELECT domain, policy_id, policy_text, fetched_at, expires_at, used_at FROM mta_sts_policy";

  private StsStore() {}

  /** Puts a policy in the place of the one before. */
  public static void keep(Tx tx, Kept policy) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            """
            INSERT INTO mta_sts_policy
              (domain, policy_id, policy_text, fetched_at, expires_at, used_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (domain) DO UPDATE SET
              policy_id = excluded.policy_id, policy_text = excluded.policy_text,
              fetched_at = excluded.fetched_at, expires_at = excluded.expires_at,
              used_at = excluded.used_at\
            """);
    s.setString(1, policy.domain());
    s.setString(2, policy.id());
    s.setString(3, policy.text());
    s.setLong(4, policy.fetched().toEpochMilli());
    s.setLong(5, policy.expires().toEpochMilli());
    s.setLong(6, policy.used().toEpochMilli());
    s.executeUpdate();
  }

  /** Notes a use. */
  public static void used(Tx tx, String domain, Instant when) throws SQLException {
    PreparedStatement s = tx.prepare("UPDATE mta_sts_policy SET used_at = ? WHERE domain = ?");
    s.setLong(1, when.toEpochMilli());
    s.setString(2, domain);
    s.executeUpdate();
  }

  /** Deletes those that are over and those that nobody uses. */
  public static int forget(Tx tx, Instant expiredBefore, Instant unusedSince) throws SQLException {
    PreparedStatement s =
        tx.prepare("DELETE FROM mta_sts_policy WHERE expires_at < ? OR used_at < ?");
    s.setLong(1, expiredBefore.toEpochMilli());
    s.setLong(2, unusedSince.toEpochMilli());
    return s.executeUpdate();
  }

  /** One domain's, or none. */
  public static List<Kept> of(Connection connection, String domain) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(SELECT + " WHERE domain = ?")) {
      s.setString(1, domain);
      return policies(s);
    }
  }

  /** Those that were fetched before a time and used after another, the oldest first. */
  public static List<Kept> due(
      Connection connection, Instant fetchedBefore, Instant usedAfter, int most)
      throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            SELECT + " WHERE fetched_at < ? AND used_at > ? ORDER BY fetched_at LIMIT ?")) {
      s.setLong(1, fetchedBefore.toEpochMilli());
      s.setLong(2, usedAfter.toEpochMilli());
      s.setInt(3, most);
      return policies(s);
    }
  }

  private static List<Kept> policies(PreparedStatement s) throws SQLException {
    List<Kept> policies = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        policies.add(
            new Kept(
                r.getString(1),
                r.getString(2),
                r.getString(3),
                Instant.ofEpochMilli(r.getLong(4)),
                Instant.ofEpochMilli(r.getLong(5)),
                Instant.ofEpochMilli(r.getLong(6))));
      }
    }
    return policies;
  }
}
