package io.postern.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who may open an item of the portal: the mailed codes and the sessions that follow from them. */
public final class PortalAccess {
  private static final String LATEST =
      "SELECT challenge_id, reference, code_hash, tries_left, created_at, expires_at"
          + " FROM portal_challenge WHERE locator_hash = ? AND browser_hash = ?"
          + " ORDER BY created_at DESC, challenge_id LIMIT 1";

  private PortalAccess() {}

  /**
   * A mailed code, good for one item in one browser.
   *
   * @param id random, also the salt of the code's hash
   * @param reference what page and mail both show, so that people can tell which belongs to which
   * @param triesLeft 0 where it is used up
   */
  public record Challenge(
      String id,
      String locatorHash,
      String browserHash,
      String reference,
      String codeHash,
      int triesLeft,
      Instant createdAt,
      Instant expiresAt) {}

  /**
   * A browser that proved control of the mailbox.
   *
   * @param opened whether the message has been shown in it
   */
  public record Session(
      String hash, String locatorHash, boolean opened, Instant createdAt, Instant usedAt) {}

  /** Adds a challenge. */
  public static void insert(Tx tx, Challenge c) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "INSERT INTO portal_challenge (challenge_id, locator_hash, browser_hash, reference,"
                + " code_hash, tries_left, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    s.setString(1, c.id());
    s.setString(2, c.locatorHash());
    s.setString(3, c.browserHash());
    s.setString(4, c.reference());
    s.setString(5, c.codeHash());
    s.setInt(6, c.triesLeft());
    s.setLong(7, c.createdAt().toEpochMilli());
    s.setLong(8, c.expiresAt().toEpochMilli());
    s.executeUpdate();
  }

  /** When codes were made for the item since then, newest first. */
  public static List<Instant> codesSince(Tx tx, String locatorHash, Instant since)
      throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "SELECT created_at FROM portal_challenge WHERE locator_hash = ? AND created_at > ?"
                + " ORDER BY created_at DESC");
    s.setString(1, locatorHash);
    s.setLong(2, since.toEpochMilli());
    List<Instant> times = new ArrayList<>();
    try (ResultSet rows = s.executeQuery()) {
      while (rows.next()) {
        times.add(Instant.ofEpochMilli(rows.getLong(1)));
      }
    }
    return times;
  }

  /** The newest challenge of a browser for an item; older ones no longer count. */
  public static Optional<Challenge> latest(Tx tx, String locatorHash, String browserHash)
      throws SQLException {
    return latest(tx.prepare(LATEST), locatorHash, browserHash);
  }

  /** The same for a reader. */
  public static Optional<Challenge> latest(
      Connection connection, String locatorHash, String browserHash) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(LATEST)) {
      return latest(s, locatorHash, browserHash);
    }
  }

  private static Optional<Challenge> latest(
      PreparedStatement s, String locatorHash, String browserHash) throws SQLException {
    s.setString(1, locatorHash);
    s.setString(2, browserHash);
    try (ResultSet row = s.executeQuery()) {
      return row.next() ? Optional.of(challenge(row, locatorHash, browserHash)) : Optional.empty();
    }
  }

  private static Challenge challenge(ResultSet row, String locatorHash, String browserHash)
      throws SQLException {
    return new Challenge(
        row.getString(1),
        locatorHash,
        browserHash,
        row.getString(2),
        row.getString(3),
        row.getInt(4),
        Instant.ofEpochMilli(row.getLong(5)),
        Instant.ofEpochMilli(row.getLong(6)));
  }

  /** Sets how often the challenge may still be tried. */
  public static void triesLeft(Tx tx, String challengeId, int tries) throws SQLException {
    PreparedStatement s =
        tx.prepare("UPDATE portal_challenge SET tries_left = ? WHERE challenge_id = ?");
    s.setInt(1, tries);
    s.setString(2, challengeId);
    s.executeUpdate();
  }

  /** Adds a session. */
  public static void insert(Tx tx, Session session) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "INSERT INTO portal_session (session_hash, locator_hash, opened, created_at, used_at)"
                + " VALUES (?, ?, ?, ?, ?)");
    s.setString(1, session.hash());
    s.setString(2, session.locatorHash());
    s.setInt(3, session.opened() ? 1 : 0);
    s.setLong(4, session.createdAt().toEpochMilli());
    s.setLong(5, session.usedAt().toEpochMilli());
    s.executeUpdate();
  }

  /** A session by the hash of its id. */
  public static Optional<Session> session(Connection connection, String hash) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "SELECT locator_hash, opened, created_at, used_at FROM portal_session"
                + " WHERE session_hash = ?")) {
      s.setString(1, hash);
      try (ResultSet row = s.executeQuery()) {
        return row.next() ? Optional.of(session(row, hash)) : Optional.empty();
      }
    }
  }

  private static Session session(ResultSet row, String hash) throws SQLException {
    return new Session(
        hash,
        row.getString(1),
        row.getInt(2) == 1,
        Instant.ofEpochMilli(row.getLong(3)),
        Instant.ofEpochMilli(row.getLong(4)));
  }

  /** Notes a use. */
  public static void touch(Tx tx, String sessionHash, Instant now) throws SQLException {
    PreparedStatement s =
        tx.prepare("UPDATE portal_session SET used_at = ? WHERE session_hash = ?");
    s.setLong(1, now.toEpochMilli());
    s.setString(2, sessionHash);
    s.executeUpdate();
  }

  /** Marks the message as shown; true the first time only. */
  public static boolean open(Tx tx, String sessionHash) throws SQLException {
    PreparedStatement s =
        tx.prepare("UPDATE portal_session SET opened = 1 WHERE session_hash = ? AND opened = 0");
    s.setString(1, sessionHash);
    return s.executeUpdate() == 1;
  }

  /** Ends a session. */
  public static void end(Tx tx, String sessionHash) throws SQLException {
    PreparedStatement s = tx.prepare("DELETE FROM portal_session WHERE session_hash = ?");
    s.setString(1, sessionHash);
    s.executeUpdate();
  }

  /** Forgets challenges made before one moment and sessions unused since another. */
  public static void purge(Tx tx, Instant challengesBefore, Instant sessionsUnusedSince)
      throws SQLException {
    PreparedStatement challenges =
        tx.prepare("DELETE FROM portal_challenge WHERE created_at < ? AND expires_at < ?");
    challenges.setLong(1, challengesBefore.toEpochMilli());
    challenges.setLong(2, challengesBefore.toEpochMilli());
    challenges.executeUpdate();
    PreparedStatement sessions = tx.prepare("DELETE FROM portal_session WHERE used_at < ?");
    sessions.setLong(1, sessionsUnusedSince.toEpochMilli());
    sessions.executeUpdate();
  }
}
