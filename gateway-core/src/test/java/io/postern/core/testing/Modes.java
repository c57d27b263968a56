package io.postern.core.testing;

import io.postern.config.DataSize;
import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.PolicySettings.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of policies, for tests of what stands around them. */
public final class Modes {
  private static final PolicySettings.Attachments NO_FILES =
      new PolicySettings.Attachments(
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

  private Modes() {}

  /** A mode, which where it is observe has to be acknowledged. */
  public static PolicySettings of(Mode mode, boolean observeAcknowledged) {
    return new PolicySettings(
        Path.of("policies"),
        Duration.ofSeconds(2),
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
