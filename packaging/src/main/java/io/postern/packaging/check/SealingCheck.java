package io.postern.packaging.check;

import io.postern.config.settings.Settings;
import io.postern.core.seal.RootKeyException;
import io.postern.core.seal.RootKeySource;
import java.nio.file.Path;
import java.util.List;

/** The root key must be there: without it the gateway cannot store a message. */
final class SealingCheck implements Check {
  private static final String AREA = "sealing";

  private final Path home;

  SealingCheck(Path home) {
    this.home = home;
  }

  @Override
  public List<Finding> examine(Settings settings) {
    try {
      new RootKeySource(System.getenv()).read(settings.sealing(), home, settings.server().data());
      return List.of(Finding.good(AREA, "root key", "32 bytes"));
    } catch (RootKeyException e) {
      return List.of(Finding.error(AREA, "root key", String.valueOf(e.getMessage())));
    }
  }
}
