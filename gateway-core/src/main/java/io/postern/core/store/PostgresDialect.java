package io.postern.core.store;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL: one writer connection per node, readers in a pool. */
final class PostgresDialect implements Dialect {
  private static final int CONNECT_SECONDS = 5;

  /** A server that falls silent must not hold the writer for ever. */
  private static final int SOCKET_SECONDS = 30;

  /** "Postern" in ASCII. */
  private static final long SCHEMA_LOCK = 0x506f737465726eL;

  private final StoreSettings settings;

  PostgresDialect(StoreSettings settings) {
    this.settings = settings;
  }

  @Override
  public void prepare() {
    try (Connection connection = connections().getConnection()) {
      requireNotOff(connection, "fsync");
      requireNotOff(connection, "synchronous_commit");
    } catch (SQLException e) {
      throw new StoreException("PostgreSQL cannot be reached", e);
    }
  }

  /** With these off, the server acknowledges commits that a power cut undoes. */
  private static void requireNotOff(Connection connection, String setting) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet rs = s.executeQuery("SHOW " + setting)) {
      if (!rs.next() || "off".equals(rs.getString(1))) {
        throw new StoreException("PostgreSQL runs with " + setting + "=off, which loses mail");
      }
    }
  }

  @Override
  public boolean exists() {
    return true; // the server's administrator made it
  }

  @Override
  public DataSource writers() {
    return connections();
  }

  @Override
  public HikariConfig readers() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(connections());
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    return config;
  }

  private DataSource connections() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.storage().url().orElseThrow());
    settings.storage().user().ifPresent(source::setUser);
    settings.storage().password().ifPresent(p -> source.setPassword(p.reveal()));
    source.setApplicationName("postern " + settings.node());
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(SOCKET_SECONDS);
    source.setTcpKeepAlive(true);
    // The server's detail line quotes the values of rows.
    source.setLogServerErrorDetail(false);
    return source;
  }

  @Override
  public Map<String, String> placeholders() {
    // Sealed bytes do not compress: storing them outside the row without trying saves the CPU.
    return Map.of(
        "blob",
        "BYTEA",
        "uncompressed",
        "ALTER TABLE content ALTER COLUMN data SET STORAGE EXTERNAL;");
  }

  @Override
  public void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
  }

  @Override
  public void lockSchema(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute("SELECT pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
    }
  }

  @Override
  public void commit(Connection connection) throws SQLException {
    connection.commit();
  }

  /** Nothing lies between it and the server's disk that would be ours to sync. */
  @Override
  public void takeOver(Connection connection) {}

  @Override
  public CommitLog log(Connection connection) {
    return new CommitLog.None();
  }

  @Override
  public void rollback(Connection connection) throws SQLException {
    connection.rollback();
  }

  @Override
  public String lockRow() {
    return " FOR UPDATE";
  }

  /** By the classes of Appendix A of the PostgreSQL manual. */
  @Override
  public Trouble classify(SQLException failure) {
    @Nullable String state = failure.getSQLState();
    if (state == null || state.length() < 5) {
      return Trouble.BROKEN;
    }
    if (state.equals("53100")) {
      return Trouble.FULL;
    }
    return switch (state.substring(0, 2)) {
      case "53", "55" -> Trouble.BUSY;
      // 08 connection, 57 operator intervention, 58 system error, XX damage; 25 means that a
      // failover turned the server read-only under us, so a new connection is wanted.
      case "08", "25", "57", "58", "F0", "XX" -> Trouble.BROKEN;
      default -> Trouble.UNIT;
    };
  }

  @Override
  public void verify(Connection connection) throws SQLException {
    execute(connection, "SELECT 1");
  }

  @Override
  public void compact(Connection connection) throws SQLException {
    execute(connection, "VACUUM sealed");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement s = connection.createStatement()) {
      s.execute(sql);
    }
  }

  /** Its autovacuum does that. */
  @Override
  public boolean tidy(Tx tx) {
    return false;
  }

  @Override
  public Path directory() {
    return settings.directory();
  }

  @Override
  public boolean local() {
    return false;
  }
}
