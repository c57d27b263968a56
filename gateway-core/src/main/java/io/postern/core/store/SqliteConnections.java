package io.postern.core.store;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens connections to one SQLite file and sets them up. */
final class SqliteConnections implements DataSource {
  /** What is said to a new connection. */
  @FunctionalInterface
  interface Setup {
    void run(Statement statement) throws SQLException;
  }

  private final Path file;
  private final Setup setup;
  private volatile int loginTimeout;

  SqliteConnections(Path file, Setup setup) {
    this.file = file;
    this.setup = setup;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = SqliteDialect.baseConfig().createConnection("jdbc:sqlite:" + file);
    try (Statement s = connection.createStatement()) {
      setup.run(s);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {
    loginTimeout = seconds;
  }

  /** Opening a file takes no time; the pool takes it for how long its threads may need to end. */
  @Override
  public int getLoginTimeout() {
    return loginTimeout;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
