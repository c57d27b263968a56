package io.postern.core.testing;

import io.postern.config.DataSize;
import io.postern.config.Secret;
import io.postern.config.settings.Settings;
import io.postern.core.seal.RootKey;
import io.postern.core.store.SqlDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Real stores for tests: SQLite in a directory, PostgreSQL in a server of this JVM's own. */
public final class Stores {
  /** The node that the stores are opened for. */
  public static final String NODE = "node1";

  private static final AtomicInteger CREATED = new AtomicInteger();

  private Stores() {}

  /** A root key that is the same in every test. */
  public static RootKey rootKey() {
    byte[] bytes = new byte[RootKey.LENGTH];
    java.util.Arrays.fill(bytes, (byte) 7);
    return RootKey.take(bytes);
  }

  /** The defaults, on SQLite. */
  public static Settings.Storage sqliteSettings() {
    return settings(Settings.Engine.SQLITE, Optional.empty());
  }

  /**
   * A new, empty schema on the embedded PostgreSQL server, which starts at first use. Not a new
   * database: each is 7 MB that the server writes to the disk when it stops, so that it did not end
   * in time after many tests.
   */
  public static Settings.Storage postgresSettings() {
    String name = create("SCHEMA");
    return settings(
        Settings.Engine.POSTGRESQL,
        Optional.of(Server.RUNNING.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + name));
  }

  /** A new, empty database there, whose settings may be changed. */
  public static Settings.Storage postgresDatabase() {
    return settings(
        Settings.Engine.POSTGRESQL,
        Optional.of(Server.RUNNING.getJdbcUrl("postgres", create("DATABASE"))));
  }

  private static String create(String what) {
    String name = "test" + CREATED.incrementAndGet();
    try (Connection c = Server.RUNNING.getPostgresDatabase().getConnection();
        Statement s = c.createStatement()) {
      s.execute("CREATE " + what + " " + name);
      return name;
    } catch (SQLException e) {
      throw new IllegalStateException("the embedded PostgreSQL does not work", e);
    }
  }

  private static Settings.Storage settings(Settings.Engine engine, Optional<String> url) {
    return new Settings.Storage(
        engine,
        url,
        url.map(u -> "postgres"),
        url.map(u -> new Secret("postgres")),
        4,
        256,
        10_000,
        new DataSize(0));
  }

  /** Opens a store with {@link #rootKey} and the system's clock. */
  public static SqlDatabase open(Settings.Storage settings, Path directory) {
    return SqlDatabase.open(settings, directory, NODE, rootKey(), InstantSource.system());
  }

  private static final class Server {
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        // Stops with the JVM. As root the server runs in a user namespace of its own.
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
      }
    }
  }
}
