package io.postern.core.store;

import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.ChainHead;
import io.postern.core.audit.HeadSeal;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The writer's connection with its statements and the chain. For the writer's thread only. */
final class WriterSession implements Tx, AutoCloseable {
  /** More than the program has statements; a bound all the same. */
  private static final int STATEMENTS = 256;

  private final Dialect dialect;
  private final InstantSource clock;
  private final Connection connection;
  private final Chain chain;
  private final LinkedHashMap<String, PreparedStatement> statements =
      new LinkedHashMap<>(STATEMENTS, 0.75f, true);
  private final CommitLog log;
  private Instant now;

  /**
   * @param connection has read something
   */
  WriterSession(
      Dialect dialect, Connection connection, String stream, HeadSeal seal, InstantSource clock)
      throws SQLException {
    this.dialect = dialect;
    this.connection = connection;
    this.clock = clock;
    this.chain = new Chain(stream, dialect.lockRow(), seal);
    this.now = clock.instant();
    this.log = dialect.log(connection);
  }

  void begin() throws SQLException {
    now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    chain.reset();
    dialect.begin(connection);
  }

  /** What makes its commits durable. */
  CommitLog log() {
    return log;
  }

  /** Gives the end of the chain where it moved. */
  Optional<ChainHead> commit() throws SQLException {
    chain.flush(this);
    dialect.commit(connection);
    return chain.end();
  }

  void rollback() throws SQLException {
    try {
      dialect.rollback(connection);
    } finally {
      forgetStatements();
    }
  }

  /** The SQLite driver finalises a statement that failed, and says so only at its next use. */
  private void forgetStatements() throws SQLException {
    List<PreparedStatement> all = List.copyOf(statements.values());
    statements.clear();
    for (PreparedStatement statement : all) {
      statement.close();
    }
  }

  @Override
  public PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known != null) {
      known.clearParameters();
      return known;
    }
    PreparedStatement fresh = connection.prepareStatement(sql);
    statements.put(sql, fresh);
    closeEldest();
    return fresh;
  }

  private void closeEldest() throws SQLException {
    if (statements.size() > STATEMENTS) {
      var eldest = statements.pollFirstEntry();
      eldest.getValue().close();
    }
  }

  @Override
  public void audit(AuditEvent event) throws SQLException {
    chain.append(this, event);
  }

  @Override
  public Instant now() {
    return now;
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException, IOException {
    try (log) {
      connection.close();
    }
  }
}
