package io.postern.packaging.check;

import io.postern.config.settings.Settings;
import io.postern.packaging.RootKeyFile;
import java.util.List;

/** The root key must be there: without it the gateway cannot store a message. */
final class SealingCheck implements Check {
  private static final String AREA = "sealing";

  @Override
  public List<Finding> examine(Settings settings) {
    try {
      RootKeyFile.read(settings.sealing());
      return List.of(Finding.good(AREA, "root key", "32 bytes"));
    } catch (IllegalArgumentException e) {
      return List.of(Finding.error(AREA, "root key", String.valueOf(e.getMessage())));
    }
  }
}
