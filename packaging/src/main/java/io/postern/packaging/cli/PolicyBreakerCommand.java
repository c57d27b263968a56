package io.postern.packaging.cli;

import io.postern.core.mode.ModeSwitch;
import io.postern.core.mode.Position.Switched;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern policy breaker}. */
@Command(
    name = "breaker",
    mixinStandardHelpOptions = true,
    description = {
      "Show or reset the circuit breaker.",
      "Find out first what went wrong: after a reset mail leaves again as the mode says. What was held meanwhile stays held until it is released. Exit code 1 where it is tripped afterwards."
    },
    footer = {"", "Example:", "  postern policy breaker --home /etc/postern --reset"})
final class PolicyBreakerCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(names = "--reset", description = "Let mail go on.")
  private boolean reset;

  @Override
  public Integer call() {
    Optional<Switched> tripped = OpenStore.with(home, store -> look(store.modes()));
    output.print(object(tripped), () -> text(tripped));
    return tripped.isPresent() ? Postern.FINDING : Postern.GOOD;
  }

  private Optional<Switched> look(ModeSwitch modes) {
    if (reset) {
      modes.reset(Operator.name());
    }
    return modes.position().tripped();
  }

  private static Map<String, Object> object(Optional<Switched> tripped) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("tripped", tripped.isPresent());
    object.put("at", tripped.map(t -> t.at().toString()));
    object.put("node", tripped.map(Switched::by));
    object.put("why", tripped.map(Switched::to));
    return object;
  }

  private static String text(Optional<Switched> tripped) {
    return tripped
        .map(t -> "tripped at %s on %s: %s".formatted(t.at(), t.by(), t.to()))
        .orElse("not tripped");
  }
}
