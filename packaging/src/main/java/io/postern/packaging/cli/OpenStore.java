package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditTrail;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.queue.MessageEnd;
import io.postern.core.queue.QueueAdmin;
import io.postern.core.queue.RetrySchedule;
import io.postern.core.seal.RootKey;
import io.postern.core.spool.Spool;
import io.postern.core.spool.Vault;
import io.postern.core.store.QueueStore;
import io.postern.core.store.SqlDatabase;
import io.postern.core.store.StoreException;
import io.postern.packaging.RootKeyFile;
import java.time.InstantSource;
import java.util.function.Function;

/** The store of a home, opened for one command beside a gateway that may be running. */
final class OpenStore implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.system();

  private final Settings settings;
  private final RootKey root;
  private final SqlDatabase database;

  private OpenStore(Settings settings) {
    this.settings = settings;
    this.root = RootKeyFile.read(settings.sealing());
    this.database =
        SqlDatabase.open(
            settings.storage(), settings.server().data(), settings.server().node(), root, CLOCK);
  }

  /**
   * Runs something with the store and closes it.
   *
   * @throws Refused where the store or its key cannot be had
   */
  static <T> T with(HomeOption home, Function<OpenStore, T> task) {
    Settings settings = home.settings();
    try (OpenStore store = new OpenStore(settings)) {
      return task.apply(store);
    } catch (StoreException | IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()), e);
    }
  }

  AuditTrail trail() {
    return new AuditTrail(database, root);
  }

  KeyDirectory keys() {
    return new KeyDirectory(database, Vault.open(database, root, CLOCK), CLOCK);
  }

  /**
   * The queue. A message that is finished here is left for the gateway's housekeeping to destroy,
   * which knows whether the portal still shows it.
   */
  QueueAdmin queue() {
    Spool spool = new Spool(database, Vault.open(database, root, CLOCK));
    MessageEnd end = new MessageEnd(new QueueStore(database), spool, (tx, id) -> true);
    return new QueueAdmin(database, end, new RetrySchedule(settings.queue(), Math::random));
  }

  @Override
  public void close() {
    database.close();
  }
}
