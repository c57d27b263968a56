package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.packaging.check.Checks;
import io.postern.packaging.check.Finding;
import io.postern.packaging.check.Finding.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Find what would stop or weaken the gateway.",
      "Looks at configuration, root key, certificates, file modes, disk, ports, name resolution and clock. Changes nothing."
    },
    footer = {"", "Example:", "  postern check --home /etc/postern"})
final class CheckCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    Settings settings = home.settings();
    List<Finding> findings =
        Checks.of(home.directory(), InstantSource.system()).stream()
            .flatMap(c -> c.examine(settings).stream())
            .toList();
    boolean good = findings.stream().allMatch(f -> f.level() == Level.GOOD);
    output.print(
        Map.of("good", good, "findings", findings.stream().map(CheckCommand::object).toList()),
        () -> table(findings));
    return good ? Postern.GOOD : Postern.FINDING;
  }

  private static Map<String, String> object(Finding f) {
    return Map.of(
        "area", f.area(), "level", level(f), "subject", f.subject(), "message", f.message());
  }

  private static String level(Finding f) {
    return f.level().name().toLowerCase(Locale.ROOT);
  }

  private static String table(List<Finding> findings) {
    Table table = new Table("RESULT", "AREA", "SUBJECT", "FINDING");
    for (Finding f : findings) {
      table.row(level(f), f.area(), f.subject(), f.message());
    }
    return table.toString();
  }
}
