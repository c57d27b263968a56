package io.postern.core.flow;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class PostgresHoldEndsTest extends HoldEndsContract {
  @Override
  Settings.Storage settings() {
    return Stores.postgresSettings();
  }
}
