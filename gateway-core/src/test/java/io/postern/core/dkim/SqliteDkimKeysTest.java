package io.postern.core.dkim;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqliteDkimKeysTest extends DkimKeysContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
