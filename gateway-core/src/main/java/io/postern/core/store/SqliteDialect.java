package io.postern.core.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * SQLite in WAL mode. A commit only writes to the WAL (synchronous=NORMAL); it is durable once we
 * have synced that file ourselves, which may happen while the next transaction is written. SQLite
 * syncs where the order of its own files depends on it: at checkpoints. Transactions begin
 * IMMEDIATE because other processes (the command line) may write too: a read that becomes a write
 * half way would fail instead of waiting.
 */
final class SqliteDialect implements Dialect {
  /** How long to wait for another process's lock. */
  private static final Duration BUSY = Duration.ofSeconds(10);

  private final StoreSettings settings;
  private final Path file;

  SqliteDialect(StoreSettings settings) {
    this.settings = settings;
    this.file = settings.directory().resolve("postern.db");
  }

  @Override
  public void prepare() {
    try {
      Files.createDirectories(settings.directory());
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      // SQLite gives its -wal and -shm files the mode of the database file.
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new StoreException("cannot create the database file " + file, e);
    }
  }

  @Override
  public boolean exists() {
    return Files.exists(file);
  }

  @Override
  public DataSource writers() {
    return new SqliteConnections(file, SqliteDialect::configureWriter);
  }

  @Override
  public HikariConfig readers() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(new SqliteConnections(file, SqliteDialect::configureReader));
    return config;
  }

  private static void configureWriter(Statement s) throws SQLException {
    BusyHandler.setHandler(s.getConnection(), new ImpatientWriter(BUSY));
    // Before anything is written: neither can be changed once the file has a first page.
    s.execute("PRAGMA page_size = " + PAGE_BYTES);
    s.execute("PRAGMA auto_vacuum = INCREMENTAL");
    s.execute("PRAGMA journal_mode = WAL");
    s.execute("PRAGMA synchronous = NORMAL");
    s.execute("PRAGMA foreign_keys = ON");
    s.execute("PRAGMA secure_delete = FAST");
    s.execute("PRAGMA cache_size = -65536");
    s.execute("PRAGMA wal_autocheckpoint = " + WAL_PAGES);
    s.execute("PRAGMA journal_size_limit = " + WAL_KEPT_BYTES);
  }

  /**
   * Of new stores; older ones keep their 4 KiB. A sealed message of 10 kB takes a third of a leaf
   * and one page more, where pages of 4 KiB take three, each with two writes to the WAL.
   */
  private static final int PAGE_BYTES = 8_192;

  /** Pages in the WAL after which a commit copies them into the database: 32 MiB. */
  private static final int WAL_PAGES = 4_000;

  /** A WAL that grew under load is cut back to this. */
  private static final int WAL_KEPT_BYTES = 64 << 20;

  /** 64 MiB of unused pages. */
  private static final long TIDY_FROM_PAGES = 8_192;

  /** 4 MiB in one step. */
  private static final int TIDY_PAGES = 512;

  private static void configureReader(Statement s) throws SQLException {
    s.execute("PRAGMA query_only = ON");
    s.execute("PRAGMA cache_size = -8192");
  }

  @Override
  public Map<String, String> placeholders() {
    return Map.of("blob", "BLOB", "uncompressed", "");
  }

  @Override
  public void begin(Connection connection) throws SQLException {
    execute(connection, "BEGIN IMMEDIATE");
  }

  /** BEGIN IMMEDIATE did it. */
  @Override
  public void lockSchema(Connection connection) {}

  @Override
  public void commit(Connection connection) throws SQLException {
    execute(connection, "COMMIT");
  }

  /** SQLite locks none of its files through the WAL, so this handle may be closed at any time. */
  @Override
  public CommitLog log(Connection connection) throws SQLException {
    try {
      return CommitLog.AFile.open(wal());
    } catch (IOException e) {
      throw new SQLException("the WAL cannot be opened", e);
    }
  }

  /** SQLite puts it beside the file that a symbolic link leads to. */
  private Path wal() throws IOException {
    Path real = file.toRealPath();
    return real.resolveSibling(real.getFileName() + "-wal");
  }

  /**
   * What an earlier process left in the WAL may be good in memory only, where its fsync failed: a
   * later fsync would not write it, and a power cut would end the WAL there. So it is copied and
   * synced first, as far as nobody else reads it.
   */
  @Override
  public void takeOver(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet rs = s.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      rs.next();
    }
  }

  @Override
  public void rollback(Connection connection) throws SQLException {
    execute(connection, "ROLLBACK");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute(sql);
    }
  }

  @Override
  public String lockRow() {
    return "";
  }

  @Override
  public Trouble classify(SQLException failure) {
    if (!(failure instanceof SQLiteException e)) {
      return Trouble.UNIT;
    }
    if (e.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_DBMOVED) {
      return Trouble.BROKEN;
    }
    // The low byte is the primary code: https://www.sqlite.org/rescode.html
    return switch (SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff)) {
      case SQLITE_FULL, SQLITE_READONLY -> Trouble.FULL;
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM -> Trouble.BUSY;
      case SQLITE_IOERR,
          SQLITE_CORRUPT,
          SQLITE_NOTADB,
          SQLITE_CANTOPEN,
          SQLITE_PROTOCOL,
          SQLITE_PERM,
          SQLITE_NOLFS ->
          Trouble.BROKEN;
      default -> Trouble.UNIT;
    };
  }

  /**
   * After a failed fsync the kernel may call pages clean that never reached the disk, so reading
   * them back proves nothing. The checkpoint writes the pages of the WAL again, into the database
   * file, and fsyncs that; only where this works the check that follows means something. It copies
   * without looking, so the WAL's checksums are looked at first.
   */
  @Override
  public void verify(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement()) {
      checkWal(s);
      checkpoint(s);
      try (ResultSet rs = s.executeQuery("PRAGMA quick_check(1)")) {
        if (!rs.next() || !"ok".equals(rs.getString(1))) {
          throw new SQLException("the database file is damaged (PRAGMA quick_check)");
        }
      }
    }
  }

  /**
   * Old versions of deleted rows live on in the WAL until it is copied into the database file and
   * cut to nothing.
   */
  @Override
  public void compact(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.executeUpdate("PRAGMA incremental_vacuum");
      checkpoint(s);
    }
  }

  /** Pages left inside the file are used again; only a good heap of them is worth giving back. */
  @Override
  public boolean tidy(Tx tx) throws SQLException {
    PreparedStatement count = tx.prepare("PRAGMA freelist_count");
    if (first(count) < TIDY_FROM_PAGES) {
      return false;
    }
    // Each step of this pragma moves one page; only executeUpdate(String) runs it to its end.
    try (Statement s = count.getConnection().createStatement()) {
      s.executeUpdate("PRAGMA incremental_vacuum(" + TIDY_PAGES + ")");
    }
    return true;
  }

  private static long first(PreparedStatement s) throws SQLException {
    try (ResultSet rs = s.executeQuery()) {
      return rs.next() ? rs.getLong(1) : 0;
    }
  }

  private void checkWal(Statement s) throws SQLException {
    try (ResultSet rs = s.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
      if (!rs.next() || !WalCheck.holds(wal(), rs.getLong(2))) {
        throw new SQLException("the WAL is not what was written into it");
      }
    } catch (IOException e) {
      throw new SQLException("the WAL cannot be read", e);
    }
  }

  private static void checkpoint(Statement s) throws SQLException {
    try (ResultSet rs = s.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      if (!rs.next() || rs.getInt(1) != 0) {
        throw new SQLiteException("a reader keeps the WAL open", SQLiteErrorCode.SQLITE_BUSY);
      }
    }
  }

  @Override
  public Path directory() {
    return settings.directory();
  }

  @Override
  public boolean local() {
    return true;
  }

  /** Shared by both kinds of connection. */
  static SQLiteConfig baseConfig() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) BUSY.toMillis());
    // No table has keys that are generated; the driver would ask for them after each INSERT.
    config.setGetGeneratedKeys(false);
    return config;
  }
}
