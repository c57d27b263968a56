package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.core.seal.RootKeyException;
import io.postern.core.store.StoreException;
import io.postern.packaging.Stores;
import java.time.InstantSource;
import java.util.function.Function;

/** The store of a home, opened for one command beside a gateway that may be running. */
final class OpenStore {
  private OpenStore() {}

  /**
   * Runs something with the store and closes it.
   *
   * @throws Refused where the store or its key cannot be had, or the task refuses its input
   */
  static <T> T with(HomeOption home, Function<Stores, T> task) {
    Settings settings = home.settings();
    try (Stores stores = Stores.open(home.directory(), settings, InstantSource.system())) {
      return task.apply(stores);
    } catch (StoreException | RootKeyException | IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()), e);
    }
  }
}
