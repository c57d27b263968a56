package io.postern.packaging.check;

import io.postern.config.settings.SettingsLoader;
import io.postern.core.mode.Position;
import io.postern.core.model.Sighting;
import io.postern.packaging.Version;
import io.postern.policy.rules.Surroundings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** The checks of {@code postern check}, in the order they are shown. */
public final class Checks {
  private Checks() {}

  /**
   * All that look at a home and the machine it is on.
   *
   * @param sightings what was seen of an upstream by its name, newest first
   * @param position how far policy is carried out
   * @param around what the policies are checked against
   */
  public static List<Check> of(
      Path home,
      InstantSource clock,
      Function<String, List<Sighting>> sightings,
      Position position,
      Surroundings around) {
    return List.of(
        new SealingCheck(home),
        new PolicyCheck(around),
        new PolicyModeCheck(position),
        new CertificateCheck(clock),
        new ProviderCertificateCheck(),
        new UpstreamCheck(home, clock, sightings),
        new ModeCheck(home.resolve(SettingsLoader.FILE)),
        new DiskCheck(),
        new PortCheck(),
        new ResolverCheck(ResolverCheck.RESOLV_CONF),
        new ClockCheck(clock, Version.built()));
  }
}
