package io.postern.packaging.check;

import io.postern.config.settings.SettingsLoader;
import io.postern.packaging.Version;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The checks of {@code postern check}, in the order they are shown. */
public final class Checks {
  private Checks() {}

  /** All that look at a home and the machine it is on. */
  public static List<Check> of(Path home, InstantSource clock) {
    return List.of(
        new SealingCheck(home),
        new PolicyCheck(),
        new CertificateCheck(clock),
        new ModeCheck(home.resolve(SettingsLoader.FILE)),
        new DiskCheck(),
        new PortCheck(),
        new ResolverCheck(ResolverCheck.RESOLV_CONF),
        new ClockCheck(clock, Version.built()));
  }
}
