package io.postern.core.history;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqlitePolicyHistoryTest extends PolicyHistoryContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
