package io.postern.policy.rules;

import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.Undecidable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the tests have seen of the policies: which rules matched, and which conditions both held and
 * did not where their rule was asked. For one thread.
 */
public final class Coverage {
  private final List<PolicyRule> rules;
  private final Map<String, List<Branch>> branches = new LinkedHashMap<>();
  private final Map<String, Boolean> matched = new LinkedHashMap<>();

  /** One condition of one rule, and what it has been so far. */
  private static final class Branch {
    final Condition condition;
    boolean held;
    boolean failed;

    Branch(Condition condition) {
      this.condition = condition;
    }
  }

  Coverage(List<PolicyRule> rules) {
    this.rules = List.copyOf(rules);
    for (PolicyRule rule : rules) {
      matched.put(rule.label(), false);
      branches.put(rule.label(), rule.when().leaves().map(Branch::new).toList());
    }
  }

  /** Asks the rules as they are asked for a recipient, up to the one that decides. */
  void observe(Facts facts) {
    for (PolicyRule rule : rules) {
      branches.getOrDefault(rule.label(), List.of()).forEach(b -> ask(b, facts));
      if (holds(rule.when(), facts)) {
        matched.put(rule.label(), true);
        if (!rule.goesOn()) {
          return;
        }
      }
    }
  }

  private static void ask(Branch branch, Facts facts) {
    try {
      boolean holds = branch.condition.holds(facts);
      branch.held |= holds;
      branch.failed |= !holds;
    } catch (Undecidable e) {
      return; // neither nor
    }
  }

  private static boolean holds(Condition condition, Facts facts) {
    try {
      return condition.holds(facts);
    } catch (Undecidable e) {
      return false;
    }
  }

  /** How many rules there are. */
  public int rules() {
    return matched.size();
  }

  /** How many of them matched. */
  public int rulesMatched() {
    return (int) matched.values().stream().filter(m -> m).count();
  }

  /** How many branches there are: two for each condition. */
  public int branches() {
    return (int) all().count() * 2;
  }

  /** How many of them were taken. */
  public int branchesTaken() {
    return all().mapToInt(b -> (b.held ? 1 : 0) + (b.failed ? 1 : 0)).sum();
  }

  private Stream<Branch> all() {
    return branches.values().stream().flatMap(List::stream);
  }

  /** What no test has seen, one line each. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    matched.forEach((rule, seen) -> {
      if (!seen) {
        missing.add(rule + ": never matched");
      }
    });
    branches.forEach((rule, ofRule) -> ofRule.forEach(b -> missing.addAll(missing(rule, b))));
    return missing;
  }

  private static List<String> missing(String rule, Branch branch) {
    List<String> lines = new ArrayList<>();
    String name = rule + ": " + nameOf(branch.condition);
    if (!branch.held) {
      lines.add(name + " never held");
    }
    if (!branch.failed) {
      lines.add(name + " never failed");
    }
    return lines;
  }

  /** As policies name it, more or less. */
  private static String nameOf(Condition condition) {
    return condition
        .getClass()
        .getSimpleName()
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
