package io.postern.packaging.cli;

import io.postern.config.settings.PolicySettings.Mode;
import io.postern.core.mode.ModeSwitch;
import io.postern.core.mode.Position;
import io.postern.core.mode.Position.Switched;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern policy mode}. */
@Command(
    name = "mode",
    mixinStandardHelpOptions = true,
    description = {
      "Show or switch how far decisions are carried out.",
      "enforce: as decided. hold: nothing leaves, nothing bounces. observe: decided and recorded, and delivered UNPROTECTED; needs policy.observe_delivers_unprotected in postern.yaml. A running gateway follows within seconds, and the switch outlives restarts. What was held stays held until it is released. Exit code 1 where the mode in force is not enforce."
    },
    footer = {"", "Example:", "  postern policy mode --home /etc/postern hold"})
final class PolicyModeCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "MODE",
      arity = "0..1",
      description = "observe, hold or enforce; without it nothing is changed.")
  private @Nullable Mode mode;

  /** What a command found, read in one go. */
  private record Found(Mode inForce, Mode configured, Position position) {}

  @Override
  public Integer call() {
    Found found = OpenStore.with(home, store -> look(store.modes()));
    output.print(object(found), () -> text(found));
    return found.inForce() == Mode.ENFORCE ? Postern.GOOD : Postern.FINDING;
  }

  private Found look(ModeSwitch modes) {
    if (mode != null) {
      modes.change(mode, Operator.name());
    }
    return new Found(modes.current(), modes.configured(), modes.position());
  }

  private static Map<String, Object> object(Found found) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("mode", found.inForce().label());
    object.put("configured", found.configured().label());
    object.put("switched", found.position().chosen().map(PolicyModeCommand::object));
    object.put("breaker", found.position().tripped().map(PolicyModeCommand::object));
    return object;
  }

  private static Map<String, Object> object(Switched switched) {
    return Map.of("to", switched.to(), "at", switched.at().toString(), "by", switched.by());
  }

  private static String text(Found found) {
    StringBuilder text = new StringBuilder("mode " + found.inForce().label() + " is in force\n");
    text.append("postern.yaml says ").append(found.configured().label()).append('\n');
    found
        .position()
        .chosen()
        .ifPresent(
            s -> text.append("switched to %s at %s by %s%n".formatted(s.to(), s.at(), s.by())));
    found
        .position()
        .tripped()
        .ifPresent(s ->
            text.append(
                "the circuit breaker of %s tripped at %s: %s%n".formatted(s.by(), s.at(), s.to())));
    return text.toString();
  }
}
