package io.postern.core.sighting;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqliteSightingLogTest extends SightingLogContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
