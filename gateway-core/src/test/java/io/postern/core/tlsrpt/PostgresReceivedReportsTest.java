package io.postern.core.tlsrpt;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class PostgresReceivedReportsTest extends ReceivedReportsContract {
  @Override
  Settings.Storage settings() {
    return Stores.postgresSettings();
  }
}
