package io.postern.core.store;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqliteFindingStoreTest extends FindingStoreContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
