package io.postern.packaging.cli;

import io.postern.config.settings.UpstreamSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The upstream that a command is about. */
final class NamedUpstream {
  @Mixin private HomeOption home = new HomeOption();

  @Parameters(paramLabel = "NAME", description = "The upstream's name in postern.yaml.")
  private String name = "";

  HomeOption home() {
    return home;
  }

  String name() {
    return name;
  }

  /**
   * @throws io.postern.config.ConfigException where the settings cannot be used
   * @throws Refused where they have no such upstream
   */
  UpstreamSettings settings() {
    return home.settings().upstreams().stream()
        .filter(u -> u.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Refused("postern.yaml has no upstream " + name));
  }
}
