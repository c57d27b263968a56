package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }

  @Test
  void open_newStore_hasPagesOf8KiB(@TempDir Path fresh) {
    assertThat(pageBytes(fresh)).isEqualTo(8_192);
  }

  @Test
  void open_storeOf4KiBPages_keepsThemAndTakesChanges(@TempDir Path old) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + old.resolve("postern.db"));
        Statement s = connection.createStatement()) {
      s.execute("PRAGMA page_size = 4096");
      s.execute("PRAGMA auto_vacuum = INCREMENTAL");
      s.execute("PRAGMA journal_mode = WAL");
      s.execute("CREATE TABLE before_us (id INTEGER)");
    }
    assertThat(pageBytes(old)).isEqualTo(4_096);
  }

  private int pageBytes(Path directory) {
    try (SqlDatabase store = Stores.open(settings(), directory)) {
      store.write(tx -> tx.now()).join();
      return store.read(connection -> {
        try (Statement s = connection.createStatement();
            ResultSet rs = s.executeQuery("PRAGMA page_size")) {
          return rs.next() ? rs.getInt(1) : 0;
        }
      });
    }
  }
}
