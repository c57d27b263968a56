package io.postern.core.mode;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class PostgresModeSwitchTest extends ModeSwitchContract {
  @Override
  Settings.Storage settings() {
    return Stores.postgresSettings();
  }
}
