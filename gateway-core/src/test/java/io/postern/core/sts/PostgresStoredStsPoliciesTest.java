package io.postern.core.sts;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class PostgresStoredStsPoliciesTest extends StoredStsPoliciesContract {
  @Override
  Settings.Storage settings() {
    return Stores.postgresSettings();
  }
}
