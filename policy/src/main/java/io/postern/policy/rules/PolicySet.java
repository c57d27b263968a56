package io.postern.policy.rules;

import io.postern.config.Binder;
import io.postern.config.Location;
import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.config.YamlTree;
import io.postern.core.model.Verdict;
import io.postern.policy.rules.PolicyFile.RuleSpec;
import io.postern.policy.rules.PolicyFile.TestSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All rules and tests of a policy directory. Immutable; safe for many threads. */
public final class PolicySet {
  private final List<PolicyRule> rules;
  private final List<TestSpec> tests;
  private final List<Problem> warnings;

  private PolicySet(List<PolicyRule> rules, List<TestSpec> tests, List<Problem> warnings) {
    this.rules = List.copyOf(rules);
    this.tests = List.copyOf(tests);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads {@code *.yaml} in a directory in the order of the file names.
   *
   * @throws io.postern.config.ConfigException with every problem of every file
   */
  public static PolicySet load(Path directory) {
    Problems problems = new Problems();
    PolicySet set = load(directory, problems);
    problems.throwIfAny();
    return set;
  }

  /** The same, adding to problems found elsewhere; the result is good only if there are none. */
  public static PolicySet load(Path directory, Problems problems) {
    List<PolicyRule> rules = new ArrayList<>();
    List<TestSpec> tests = new ArrayList<>();
    Binder binder = new Binder(directory, problems);
    RuleCompiler compiler = new RuleCompiler(problems);
    for (Path file : files(directory, problems)) {
      String name = String.valueOf(file.getFileName());
      YamlTree.read(file, problems)
          .flatMap(node -> binder.bind(node, PolicyFile.class))
          .ifPresent(written -> {
            bind(binder, written.rules(), RuleSpec.class)
                .forEach(r -> rules.add(compiler.compile(r, name)));
            tests.addAll(bind(binder, written.tests(), TestSpec.class));
          });
    }
    checkNames(rules, problems);
    checkReachable(rules, problems);
    return new PolicySet(rules, tests, clearWarnings(rules));
  }

  /** What is allowed and yet should be known: rules that let PHI go in clear. */
  public List<Problem> warnings() {
    return warnings;
  }

  /** The labels of the rules in order, as {@code file.yaml: name}. */
  public List<String> ruleLabels() {
    return rules.stream().map(PolicyRule::label).toList();
  }

  List<PolicyRule> rules() {
    return rules;
  }

  List<TestSpec> tests() {
    return tests;
  }

  private static <T extends Record> List<T> bind(
      Binder binder, List<YamlNode> nodes, Class<T> type) {
    return nodes.stream().flatMap(n -> binder.bind(n, type).stream()).toList();
  }

  private static List<Path> files(Path directory, Problems problems) {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files = all.filter(PolicySet::isPolicy).sorted().toList();
      if (files.isEmpty()) {
        problems.add(start(directory), "", "no policy file (*.yaml): every message would be held");
      }
      return files;
    } catch (IOException e) {
      problems.add(start(directory), "", "the policy directory cannot be read");
      return List.of();
    }
  }

  private static boolean isPolicy(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".yaml") && Files.isRegularFile(file);
  }

  private static Location start(Path directory) {
    return new Location(directory.toString(), 1, 1);
  }

  private static void checkNames(List<PolicyRule> rules, Problems problems) {
    Map<String, PolicyRule> seen = new HashMap<>();
    for (PolicyRule rule : rules) {
      PolicyRule first = seen.putIfAbsent(rule.name(), rule);
      if (first != null) {
        problems.add(rule.location(), "name", "already the name of a rule at " + first.location());
      }
    }
  }

  private static void checkReachable(List<PolicyRule> rules, Problems problems) {
    for (int i = 0; i + 1 < rules.size(); i++) {
      if (rules.get(i).when().always()) {
        String why = "never reached: " + rules.get(i).label() + " before it matches everything";
        rules.subList(i + 1, rules.size()).forEach(r -> problems.add(r.location(), "", why));
        return;
      }
    }
  }

  private static List<Problem> clearWarnings(List<PolicyRule> rules) {
    return rules.stream()
        .filter(r -> r.action() instanceof Action.InClear)
        .filter(r -> r.when().names(Verdict.PHI) || r.when().names(Verdict.UNSCANNABLE))
        .map(r -> new Problem(r.location(), "deliver", "sends PHI without protection"))
        .toList();
  }
}
