package io.postern.policy.rules;

import io.postern.config.Location;
import io.postern.core.model.Recipient;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.detect.Scanner;
import io.postern.policy.language.TestSpec;
import io.postern.policy.rules.Explanation.PerRecipient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs the tests that stand in the policy files: those with a body through the real detector, those
 * with facts without it. For one thread.
 */
public final class PolicyTests {
  private final PolicySet policies;
  private final RulesEngine engine;
  private final StatedConsents consents;
  private final Coverage coverage;
  private final Map<String, String> names;

  private PolicyTests(PolicySet policies, Scanner scanner, StatedConsents consents) {
    this.policies = policies;
    this.engine = new RulesEngine(scanner, policies);
    this.consents = consents;
    this.coverage = new Coverage(policies.rules());
    this.names =
        policies.rules().stream().collect(Collectors.toMap(PolicyRule::label, PolicyRule::name));
  }

  /**
   * @param failures what differs, one line each; empty where the test passes
   */
  public record Result(String name, Location location, List<String> failures) {
    public Result {
      failures = List.copyOf(failures);
    }

    public boolean passed() {
      return failures.isEmpty();
    }
  }

  /**
   * What came of all tests.
   *
   * @param results in the order of the files
   */
  public record Report(List<Result> results, Coverage coverage) {
    public Report {
      results = List.copyOf(results);
    }

    public boolean passed() {
      return results.stream().allMatch(Result::passed);
    }
  }

  /**
   * Runs the tests of a policy directory. The consents that it asks for are those that each test
   * states.
   *
   * @throws io.postern.config.ConfigException with every problem of every file
   */
  public static Report run(Path directory, Surroundings around, Scanner scanner) {
    StatedConsents consents = new StatedConsents();
    PolicySet policies = PolicySet.load(directory, around.with(consents));
    PolicyTests tests = new PolicyTests(policies, scanner, consents);
    List<Result> results = policies.tests().stream().map(tests::one).toList();
    return new Report(results, tests.coverage);
  }

  private Result one(TestSpec test) {
    try {
      return new Result(test.name(), test.written().location(), failures(test));
    } catch (IllegalArgumentException e) {
      return new Result(
          test.name(), test.written().location(), List.of(String.valueOf(e.getMessage())));
    }
  }

  private List<String> failures(TestSpec test) {
    Trial trial = new Trial(test);
    consents.state(test.facts().map(TestSpec.FactsSpec::consents).orElse(Map.of()));
    MessageFacts facts = trial.facts(engine);
    Expected expected = new Expected(test.expect(), names);
    List<String> failures = new ArrayList<>();
    for (PerRecipient got : RulesEngine.explain(policies, facts, trial.to()).recipients()) {
      failures.addAll(expected.differences(got, facts));
    }
    for (Recipient recipient : trial.to()) {
      coverage.observe(Facts.of(facts, recipient));
    }
    return failures;
  }
}
