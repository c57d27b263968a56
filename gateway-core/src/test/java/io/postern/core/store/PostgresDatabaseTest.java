package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest extends DatabaseContract {
  @Test
  void write_connectionsKilled_recoversByItself() {
    CompletableFuture<Boolean> killed =
        database.write(tx -> {
          tx.prepare("SELECT pg_terminate_backend(pg_backend_pid())").execute();
          return true;
        });
    assertThatThrownBy(killed::join).hasCauseInstanceOf(StoreException.class);
    await().until(database::healthy);
    assertThat(database.write(tx -> insert(tx, 1)).join()).isEqualTo(1);
  }

  @Test
  void open_serverThatDoesNotWaitForTheDisk_isRefused() {
    Settings.Storage own = Stores.postgresDatabase();
    String name = own.url().orElseThrow().replaceAll(".*/(\\w+).*", "$1");
    database
        .write(tx ->
            tx.prepare("ALTER DATABASE " + name + " SET synchronous_commit = off").executeUpdate())
        .join();
    assertThatThrownBy(() -> Stores.open(own, directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("synchronous_commit");
  }

  @Override
  Settings.Storage settings() {
    return Stores.postgresSettings();
  }
}
