package io.postern.core.flow;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqliteHoldEndsTest extends HoldEndsContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
