package io.postern.core.store;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** What differs between the SQL engines. */
sealed interface Dialect permits SqliteDialect, PostgresDialect {
  /** Creates what must be there before the first connection. */
  void prepare();

  /** False where {@link #prepare} would have to create the database. */
  boolean exists();

  /** Connections that may write; used by migrations and the writer. */
  DataSource writers();

  /** The pool of connections that only read. */
  HikariConfig readers();

  /** The placeholders of the migration files. */
  Map<String, String> placeholders();

  void begin(Connection connection) throws SQLException;

  /** Within a transaction: until it ends nobody else changes the schema. */
  void lockSchema(Connection connection) throws SQLException;

  void commit(Connection connection) throws SQLException;

  /**
   * Makes durable what earlier processes committed, on a new connection outside a transaction.
   *
   * @throws SQLException where that fails
   */
  void takeOver(Connection connection) throws SQLException;

  /**
   * What makes the commits of a connection durable.
   *
   * @param connection has read something, so that its files are there
   */
  CommitLog log(Connection connection) throws SQLException;

  void rollback(Connection connection) throws SQLException;

  /** Reads the head of a chain so that nobody else can append before this transaction ends. */
  String lockRow();

  Trouble classify(SQLException failure);

  /**
   * After {@link Trouble#BROKEN}, on a new connection outside a transaction: rewrites or reads what
   * must be known to be on the disk.
   *
   * @throws SQLException where the store cannot be trusted
   */
  void verify(Connection connection) throws SQLException;

  /** Gives space back and removes remains of deleted rows where the engine can. */
  void compact(Connection connection) throws SQLException;

  /** Gives a little unused space back; true where there is more worth the work. */
  boolean tidy(Tx tx) throws SQLException;

  /** Where its files lie, to watch the free space; only meaningful where {@link #local}. */
  Path directory();

  /** True where the data lies in {@link #directory}. */
  boolean local();
}
