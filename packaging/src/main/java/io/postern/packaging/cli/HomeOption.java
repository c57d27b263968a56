package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.config.settings.SettingsLoader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --home}, which most commands have. */
final class HomeOption {
  @Option(
      names = "--home",
      required = true,
      paramLabel = "DIR",
      defaultValue = "${env:POSTERN_HOME}",
      description = "The directory with postern.yaml; without it POSTERN_HOME is taken.")
  private Path directory = Path.of(".");

  Path directory() {
    return directory.toAbsolutePath().normalize();
  }

  /**
   * @throws io.postern.config.ConfigException where the settings cannot be used
   */
  Settings settings() {
    return SettingsLoader.load(directory());
  }
}
