package io.postern.core.spool;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqliteSpoolTest extends SpoolContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
