package io.postern.packaging.check;

import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.config.settings.Settings;
import io.postern.policy.detect.RuleSet;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.rules.Surroundings;
import java.util.ArrayList;
import java.util.List;

/** Policy files that cannot be used, and rules that let health information go in clear. */
final class PolicyCheck implements Check {
  private static final String AREA = "policy";

  private final Surroundings around;

  /**
   * @param around what the policies are checked against
   */
  PolicyCheck(Surroundings around) {
    this.around = around;
  }

  @Override
  public List<Finding> examine(Settings settings) {
    Problems problems = new Problems();
    PolicySet policies = PolicySet.load(settings.policy().directory(), around, problems);
    settings.policy().detector().ifPresent(file -> RuleSet.load(file, problems));
    if (!problems.isEmpty()) {
      return problems.list().stream().map(p -> Finding.error(AREA, p.location(), told(p))).toList();
    }
    List<Finding> findings = new ArrayList<>();
    policies.warnings().forEach(w -> findings.add(Finding.warning(AREA, w.location(), told(w))));
    String count = policies.ruleLabels().size() + " rules";
    findings.add(Finding.good(AREA, settings.policy().directory(), count));
    return findings;
  }

  private static String told(Problem problem) {
    return problem.path().isEmpty() ? problem.message() : problem.path() + ": " + problem.message();
  }
}
