package io.postern.core.tlsrpt;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqliteDueReportsTest extends DueReportsContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
