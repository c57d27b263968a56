package io.postern.core.testing;

import io.postern.config.DataSize;
import io.postern.config.settings.Settings;
import io.postern.config.settings.Settings.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of policies, for tests of what stands around them. */
public final class PolicySettings {
  private static final Settings.Attachments NO_FILES =
      new Settings.Attachments(
          0,
          new DataSize(64 << 20),
          Duration.ofSeconds(1),
          Duration.ZERO,
          new DataSize(1 << 20),
          1,
          1,
          new DataSize(1 << 20),
          2,
          1,
          new DataSize(1 << 20));

  private PolicySettings() {}

  /** A mode, which where it is observe has to be acknowledged. */
  public static Settings.Policy of(Mode mode, boolean observeAcknowledged) {
    return new Settings.Policy(
        Path.of("policies"),
        Duration.ofDays(30),
        0.4,
        new DataSize(1 << 20),
        10,
        100,
        Duration.ofSeconds(10),
        new DataSize(0),
        Optional.empty(),
        false,
        NO_FILES,
        mode,
        observeAcknowledged,
        Optional.empty());
  }
}
