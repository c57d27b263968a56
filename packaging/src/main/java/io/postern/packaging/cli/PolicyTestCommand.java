package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.packaging.CommandReaders;
import io.postern.packaging.Policies;
import io.postern.policy.rules.PolicyTests;
import io.postern.policy.rules.PolicyTests.Result;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern policy test}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Run the tests written in the policy files.",
      "With the real detector. Exit code 1 where one fails."
    },
    footer = {"", "Example:", "  postern policy test --home /etc/postern"})
final class PolicyTestCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    Settings settings = home.settings();
    List<Result> results = run(settings);
    output.print(results.stream().map(PolicyTestCommand::object).toList(), () -> text(results));
    return results.stream().allMatch(Result::passed) ? Postern.GOOD : Postern.FINDING;
  }

  private List<Result> run(Settings settings) {
    try (CommandReaders readers = CommandReaders.of(settings.policy())) {
      return PolicyTests.run(
          Policies.rules(home.directory(), settings),
          Policies.scanner(settings, readers.attachments()));
    }
  }

  private static Map<String, Object> object(Result result) {
    return Map.of(
        "name", result.name(),
        "location", result.location().toString(),
        "passed", result.passed(),
        "failures", result.failures());
  }

  private static String text(List<Result> results) {
    StringBuilder text = new StringBuilder();
    for (Result r : results) {
      text.append(r.passed() ? "passed  " : "FAILED  ").append(r.location()).append(' ');
      text.append(r.name()).append('\n');
      r.failures().forEach(f -> text.append("        ").append(f).append('\n'));
    }
    long passed = results.stream().filter(Result::passed).count();
    return text.append(passed).append(" of ").append(results.size()).append(" passed").toString();
  }
}
