package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.packaging.CommandReaders;
import io.postern.packaging.Policies;
import io.postern.policy.rules.Coverage;
import io.postern.policy.rules.JUnitXml;
import io.postern.policy.rules.PolicyTests;
import io.postern.policy.rules.PolicyTests.Report;
import io.postern.policy.rules.PolicyTests.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern policy test}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Run the tests written in the policy files.",
      "Those with a body go through the real detector. Exit code 1 where one fails."
    },
    footer = {"", "Example:", "  postern policy test --home /etc/postern --junit results.xml"})
final class PolicyTestCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the results there too, in the XML of JUnit.")
  private @Nullable Path junit;

  @Override
  public Integer call() {
    Report report = run(home.settings());
    write(report);
    output.print(object(report), () -> text(report));
    return report.passed() ? Postern.GOOD : Postern.FINDING;
  }

  private Report run(Settings settings) {
    try (CommandReaders readers = CommandReaders.of(settings.policy())) {
      return PolicyTests.run(
          home.directory().resolve(settings.policy().directory()),
          Policies.surroundings(settings),
          Policies.scanner(settings, readers.attachments()));
    }
  }

  private void write(Report report) {
    if (junit != null) {
      try {
        Files.writeString(junit, JUnitXml.of(report.results()));
      } catch (IOException e) {
        throw new Refused("cannot write " + junit, e);
      }
    }
  }

  private static Map<String, Object> object(Report report) {
    Coverage coverage = report.coverage();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("tests", report.results().stream().map(PolicyTestCommand::object).toList());
    object.put("rules", coverage.rules());
    object.put("rules_matched", coverage.rulesMatched());
    object.put("branches", coverage.branches());
    object.put("branches_taken", coverage.branchesTaken());
    object.put("missing", coverage.missing());
    return object;
  }

  private static Map<String, Object> object(Result result) {
    return Map.of(
        "name", result.name(),
        "location", result.location().toString(),
        "passed", result.passed(),
        "failures", result.failures());
  }

  private static String text(Report report) {
    List<Result> results = report.results();
    StringBuilder text = new StringBuilder();
    for (Result r : results) {
      text.append(r.passed() ? "passed  " : "FAILED  ").append(r.location()).append(' ');
      text.append(r.name()).append('\n');
      r.failures().forEach(f -> text.append("        ").append(f).append('\n'));
    }
    long passed = results.stream().filter(Result::passed).count();
    text.append(passed).append(" of ").append(results.size()).append(" passed\n");
    return text.append(text(report.coverage())).toString();
  }

  private static String text(Coverage coverage) {
    StringBuilder text = new StringBuilder();
    text.append("rules ").append(coverage.rulesMatched()).append(" of ").append(coverage.rules());
    text.append(", branches ").append(coverage.branchesTaken());
    text.append(" of ").append(coverage.branches());
    coverage.missing().forEach(m -> text.append("\n  no test: ").append(m));
    return text.toString();
  }
}
