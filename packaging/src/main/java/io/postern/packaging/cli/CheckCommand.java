package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.mode.Position;
import io.postern.core.model.Sighting;
import io.postern.core.seal.RootKeyException;
import io.postern.core.store.StoreException;
import io.postern.packaging.Policies;
import io.postern.packaging.Stores;
import io.postern.packaging.check.Checks;
import io.postern.packaging.check.Finding;
import io.postern.packaging.check.Finding.Level;
import io.postern.policy.rules.Surroundings;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Find what would stop or weaken the gateway.",
      "Looks at configuration, root key, policies and their mode, upstreams, certificates, file modes, disk, ports, name resolution and clock. Changes nothing."
    },
    footer = {"", "Example:", "  postern check --home /etc/postern"})
final class CheckCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    Settings settings = home.settings();
    List<Finding> findings = findings(settings);
    boolean good = findings.stream().allMatch(f -> f.level() == Level.GOOD);
    output.print(
        Map.of("good", good, "findings", findings.stream().map(CheckText::object).toList()),
        () -> CheckText.table(findings));
    return good ? Postern.GOOD : Postern.FINDING;
  }

  /** A check neither makes nor migrates a store. */
  private List<Finding> findings(Settings settings) {
    try (Stores store =
        Stores.openExisting(home.directory(), settings, InstantSource.system()).orElse(null)) {
      return store == null ? findingsWithoutStore(settings) : findings(settings, store);
    } catch (StoreException | RootKeyException e) {
      return findingsWithoutStore(settings); // what is wrong with them is found by looking at them
    }
  }

  private List<Finding> findings(Settings settings, Stores store) {
    Map<String, List<Sighting>> seen =
        settings.upstreams().stream()
            .collect(
                Collectors.toMap(UpstreamSettings::name, u -> store.sightings().newest(u.name())));
    return findings(
        settings, seen, store.modes().position(), Policies.surroundings(settings, store));
  }

  private List<Finding> findingsWithoutStore(Settings settings) {
    return findings(settings, Map.of(), Position.UNTOUCHED, Policies.surroundings(settings));
  }

  private List<Finding> findings(
      Settings settings, Map<String, List<Sighting>> seen, Position position, Surroundings around) {
    return Checks.of(
            home.directory(),
            InstantSource.system(),
            upstream -> seen.getOrDefault(upstream, List.of()),
            position,
            around)
        .stream()
        .flatMap(c -> c.examine(settings).stream())
        .toList();
  }
}
