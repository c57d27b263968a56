package io.postern.core.flow;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqliteHeldMailTest extends HeldMailContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
