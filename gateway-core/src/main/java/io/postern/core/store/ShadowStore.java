package io.postern.core.store;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The SQL of policies that run beside those in force. Thread-safe. */
public final class ShadowStore {
  private final Database database;

  public ShadowStore(Database database) {
    this.database = database;
  }

  /**
   * Policies to be tried.
   *
   * @param id in the form of a message id
   * @param directory where each node finds them
   * @param version as {@code PolicySet.version}: a node that finds others does not try them
   */
  public record Run(String id, Path directory, String version, String by, Instant endsAt) {}

  /**
   * Starts a run.
   *
   * @throws IllegalArgumentException by the future, where one runs already
   */
  public CompletableFuture<Boolean> start(Run run) {
    return database.write(tx -> {
      PreparedStatement running = tx.prepare("SELECT id FROM shadow_run WHERE ends_at > ?");
      running.setLong(1, tx.now().toEpochMilli());
      try (ResultSet r = running.executeQuery()) {
        if (r.next()) {
          throw new IllegalArgumentException(
              "another shadow run has not ended: "
                  + r.getString(1)
                  + "; postern policy shadow --stop ends it");
        }
      }
      PreparedStatement s =
          tx.prepare(
              "INSERT INTO shadow_run (id, directory, version, started_by, ends_at)"
                  + " VALUES (?, ?, ?, ?, ?)");
      s.setString(1, run.id());
      s.setString(2, run.directory().toString());
      s.setString(3, run.version());
      s.setString(4, run.by());
      s.setLong(5, run.endsAt().toEpochMilli());
      return s.executeUpdate() == 1;
    });
  }

  /** Ends a run now. */
  public CompletableFuture<Boolean> end(String id) {
    return database.write(tx -> {
      PreparedStatement s =
          tx.prepare("UPDATE shadow_run SET ends_at = ? WHERE id = ? AND ends_at > ?");
      s.setLong(1, tx.now().toEpochMilli());
      s.setString(2, id);
      s.setLong(3, tx.now().toEpochMilli());
      return s.executeUpdate() == 1;
    });
  }

  /** The run that goes on at a moment. */
  public Optional<Run> running(Instant now) {
    return database.read(connection -> {
      try (PreparedStatement s =
          connection.prepareStatement(
              "SELECT id, directory, version, started_by, ends_at FROM shadow_run"
                  + " WHERE ends_at > ? ORDER BY id DESC LIMIT 1")) {
        s.setLong(1, now.toEpochMilli());
        try (ResultSet r = s.executeQuery()) {
          return r.next()
              ? Optional.of(
                  new Run(
                      r.getString(1),
                      Path.of(r.getString(2)),
                      r.getString(3),
                      r.getString(4),
                      Instant.ofEpochMilli(r.getLong(5))))
              : Optional.empty();
        }
      }
    });
  }

  /** Replaces what a node has to tell of a run. */
  public CompletableFuture<Boolean> report(String run, String node, String report) {
    return database.write(tx -> {
      PreparedStatement s =
          tx.prepare(
              "INSERT INTO shadow_report (run, node, report) VALUES (?, ?, ?)"
                  + " ON CONFLICT (run, node) DO UPDATE SET report = excluded.report");
      s.setString(1, run);
      s.setString(2, node);
      s.setString(3, report);
      return s.executeUpdate() == 1;
    });
  }

  /** What the nodes have told of a run so far, by node. */
  public Map<String, String> reports(String run) {
    return database.read(connection -> {
      try (PreparedStatement s =
          connection.prepareStatement("SELECT node, report FROM shadow_report WHERE run = ?")) {
        s.setString(1, run);
        Map<String, String> reports = new TreeMap<>();
        try (ResultSet r = s.executeQuery()) {
          while (r.next()) {
            reports.put(r.getString(1), r.getString(2));
          }
        }
        return reports;
      }
    });
  }
}
