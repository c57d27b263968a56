package io.postern.core.consent;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqliteConsentRegisterTest extends ConsentRegisterContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
