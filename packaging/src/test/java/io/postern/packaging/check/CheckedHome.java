package io.postern.packaging.check;

import io.postern.config.settings.Settings;
import io.postern.config.settings.SettingsLoader;
import io.postern.packaging.setup.NewHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** A new home whose certificate was made at a fixed time. */
record CheckedHome(Path directory) {
  static final Instant MADE = Instant.parse("2026-11-21T00:00:00Z");

  static CheckedHome in(Path parent) throws IOException {
    Path home = parent.resolve("home");
    new NewHome(home, InstantSource.fixed(MADE)).create("gateway.example.org", "127.0.0.1:0");
    return new CheckedHome(home);
  }

  /** The settings with more text at the end of the file. */
  Settings with(String more) throws IOException {
    Path file = directory.resolve(SettingsLoader.FILE);
    Files.writeString(file, Files.readString(file) + more);
    return settings();
  }

  Settings settings() {
    return SettingsLoader.load(directory);
  }

  Path file(String name) {
    return directory.resolve(name);
  }
}
