package io.postern.core.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.postern.config.settings.Settings;
import io.postern.core.audit.HeadSeal;
import io.postern.core.model.Reply;
import io.postern.core.seal.RootKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The store on SQLite or PostgreSQL. */
public final class SqlDatabase implements Database {
  private static final long READER_WAIT_MILLIS = 10_000;

  /** Steps of one round of {@link #tidy}; the next round goes on. */
  private static final int TIDY_STEPS = 200;

  private final Dialect dialect;
  private final Health health;
  private final FreeSpace space;
  private final GroupCommit writer;
  private final HikariDataSource readers;

  private SqlDatabase(
      Dialect dialect,
      Health health,
      FreeSpace space,
      GroupCommit writer,
      HikariDataSource readers) {
    this.dialect = dialect;
    this.health = health;
    this.space = space;
    this.writer = writer;
    this.readers = readers;
  }

  /**
   * Opens the store, and creates or migrates its schema.
   *
   * @param node names this node's audit stream: letters, digits, dot, hyphen, underscore
   * @throws StoreException where it cannot be opened, its schema is newer than this program, or its
   *     audit trail was sealed by another root key
   */
  public static SqlDatabase open(
      Settings.Storage storage,
      Path dataDirectory,
      String node,
      RootKey root,
      InstantSource clock) {
    StoreSettings settings = new StoreSettings(storage, dataDirectory, node);
    Dialect dialect = dialect(settings);
    dialect.prepare();
    Migrations.run(dialect);
    return start(settings, dialect, new HeadSeal(root), clock);
  }

  /**
   * True where there is a store whose schema is this program's, so that {@link #open} makes and
   * migrates nothing.
   *
   * @throws StoreException where it cannot be looked at, or its schema is newer than this program
   */
  public static boolean isCurrent(Settings.Storage storage, Path dataDirectory, String node) {
    Dialect dialect = dialect(new StoreSettings(storage, dataDirectory, node));
    return dialect.exists() && Migrations.areApplied(dialect);
  }

  private static Dialect dialect(StoreSettings settings) {
    return switch (settings.storage().engine()) {
      case SQLITE -> new SqliteDialect(settings);
      case POSTGRESQL -> new PostgresDialect(settings);
    };
  }

  private static SqlDatabase start(
      StoreSettings settings, Dialect dialect, HeadSeal seal, InstantSource clock) {
    Health health = new Health();
    Sessions sessions = new Sessions(dialect, settings.node(), seal, clock);
    GroupCommit writer = new GroupCommit(settings, dialect, sessions, health, "store-writer");
    try {
      WriterSession first = sessions.open();
      HikariDataSource readers = pool(settings, dialect);
      writer.start(first);
      return new SqlDatabase(dialect, health, new FreeSpace(settings, dialect), writer, readers);
    } catch (SQLException e) {
      throw new StoreException("the store cannot be opened", e);
    }
  }

  private static HikariDataSource pool(StoreSettings settings, Dialect dialect) {
    HikariConfig config = dialect.readers();
    config.setPoolName("store-readers");
    config.setMaximumPoolSize(settings.storage().readers());
    config.setConnectionTimeout(READER_WAIT_MILLIS);
    // A command needs one reader or none: the others are opened when they are wanted.
    config.setMinimumIdle(1);
    // A query of several statements sees one moment of the store.
    config.setAutoCommit(false);
    return new HikariDataSource(config);
  }

  @Override
  public <T extends @Nullable Object> CompletableFuture<T> write(Work<T> work) {
    return writer.submit(work);
  }

  @Override
  public <T extends @Nullable Object> T read(Query<T> query) {
    try (Connection connection = readers.getConnection()) {
      return query.run(connection);
    } catch (SQLException e) {
      throw new StoreException("a query failed", e);
    }
  }

  @Override
  public boolean healthy() {
    return health.good();
  }

  @Override
  public Optional<Reply> refusal() {
    Optional<Reply> reply = health.refusal();
    if (reply.isPresent()) {
      return reply;
    }
    return space.low() ? Optional.of(Health.full()) : writer.refusal();
  }

  /**
   * Removes remains of deleted rows from the files and gives free space back, as far as the engine
   * can. Blocks; for quiet times.
   *
   * @throws StoreException where it fails, also while somebody reads an older state
   */
  public void compact() {
    try (Connection connection = dialect.writers().getConnection()) {
      dialect.compact(connection);
    } catch (SQLException e) {
      throw new StoreException("the store cannot be compacted", e);
    }
  }

  @Override
  public void tidy() {
    try {
      int steps = 0;
      while (steps < TIDY_STEPS && write(dialect::tidy).join()) {
        steps++;
      }
    } catch (CompletionException e) {
      throw new StoreException("the store cannot be tidied", e);
    }
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
  }
}
