package io.postern.core.store;

import io.postern.core.model.MessageId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The SQL of what policy knew and decided, kept to try other policies on. Thread-safe. */
public final class JudgedStore {
  /** Forgotten in one transaction, so that no accepting session waits long behind it. */
  private static final int AT_ONCE = 500;

  private final Database database;

  public JudgedStore(Database database) {
    this.database = database;
  }

  /**
   * One message.
   *
   * @param facts as policy wrote them, without content
   * @param decisions as policy wrote them
   */
  public record Row(MessageId message, Instant at, String facts, String decisions) {}

  /** Adds them; completes when they are durable. */
  public CompletableFuture<Boolean> add(List<Row> rows) {
    List<Row> all = List.copyOf(rows);
    return database.write(tx -> {
      for (Row row : all) {
        insert(tx, row);
      }
      return Boolean.TRUE;
    });
  }

  private static void insert(Tx tx, Row row) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "INSERT INTO judged (message_id, judged_at, facts, decisions) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING");
    s.setString(1, row.message().value());
    s.setLong(2, row.at().toEpochMilli());
    s.setString(3, row.facts());
    s.setString(4, row.decisions());
    s.executeUpdate();
  }

  /**
   * Some of those since a moment, in the order of their ids, which is that of their arrival.
   *
   * @param after only those beyond this id; empty text for the first page
   * @throws StoreException where the store fails
   */
  public List<Row> page(Instant since, String after, int most) {
    return database.read(connection -> {
      try (PreparedStatement s =
          connection.prepareStatement(
              "SELECT message_id, judged_at, facts, decisions FROM judged"
                  + " WHERE judged_at >= ? AND message_id > ? ORDER BY message_id LIMIT ?")) {
        s.setLong(1, since.toEpochMilli());
        s.setString(2, after);
        s.setInt(3, most);
        return rows(s);
      }
    });
  }

  private static List<Row> rows(PreparedStatement s) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        rows.add(
            new Row(
                new MessageId(r.getString(1)),
                Instant.ofEpochMilli(r.getLong(2)),
                r.getString(3),
                r.getString(4)));
      }
    }
    return rows;
  }

  /**
   * Forgets some of those from before a moment.
   *
   * @return completes with whether there may be more
   */
  public CompletableFuture<Boolean> forget(Instant before) {
    return database.write(tx -> {
      PreparedStatement s =
          tx.prepare(
              """
              DELETE FROM judged WHERE message_id IN (
                SELECT message_id FROM judged WHERE judged_at < ? ORDER BY judged_at LIMIT ?)\
              """);
      s.setLong(1, before.toEpochMilli());
      s.setInt(2, AT_ONCE);
      return s.executeUpdate() == AT_ONCE;
    });
  }
}
