package io.postern.core.trail;

import io.postern.config.settings.Settings;
import io.postern.core.testing.Stores;

class SqliteAuditTrailTest extends AuditTrailContract {
  @Override
  Settings.Storage settings() {
    return Stores.sqliteSettings();
  }
}
