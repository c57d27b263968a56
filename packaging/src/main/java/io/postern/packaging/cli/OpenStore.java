package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.core.seal.RootKeyException;
import io.postern.core.store.StoreException;
import io.postern.packaging.Stores;
import java.time.InstantSource;
import java.util.Optional;
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

  /**
   * The same where there may be no store yet, as on the desk of who writes policies; makes none.
   *
   * @throws Refused where there is one, and it or its key cannot be had
   */
  static <T> T ifAny(HomeOption home, Function<Optional<Stores>, T> task) {
    Settings settings = home.settings();
    try (Stores stores =
        Stores.openExisting(home.directory(), settings, InstantSource.system()).orElse(null)) {
      return task.apply(Optional.ofNullable(stores));
    } catch (StoreException | RootKeyException e) {
      throw new Refused(String.valueOf(e.getMessage()), e);
    }
  }
}
