package io.postern.core.sighting;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class PostgresSightingLogTest extends SightingLogContract {
  @Override
  Settings.Storage settings() {
    return Stores.postgresSettings();
  }
}
