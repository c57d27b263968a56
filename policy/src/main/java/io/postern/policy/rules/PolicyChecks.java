package io.postern.policy.rules;

import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.core.model.Verdict;
import io.postern.policy.rules.Levels.Kind;
import io.postern.policy.rules.Levels.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wrong with policies that are well written one by one. Used once. */
final class PolicyChecks {
  private final Path directory;
  private final List<PolicyRule> rules;
  private final BitSet mistaken;
  private final List<Level> levels;
  private final Surroundings around;
  private final Problems problems;
  private final List<Problem> warnings = new ArrayList<>();

  /**
   * @param mistaken the numbers of rules that were not compiled whole: what they would match is not
   *     known
   */
  PolicyChecks(
      Path directory,
      List<PolicyRule> rules,
      BitSet mistaken,
      List<Level> levels,
      Surroundings around,
      Problems problems) {
    this.directory = directory;
    this.rules = rules;
    this.mistaken = mistaken;
    this.levels = levels;
    this.around = around;
    this.problems = problems;
  }

  void check() {
    some();
    names();
    reachable();
    clear();
    levels();
    Feasibility feasibility = new Feasibility(around, problems, warnings);
    rules.forEach(feasibility::check);
    levels.forEach(feasibility::check);
    around.keys().map(k -> new KeyChecks(k, warnings)).ifPresent(k -> rules.forEach(k::check));
  }

  /** What is allowed and should be known. */
  List<Problem> warnings() {
    return warnings;
  }

  /** As when an editor has just emptied the file. */
  private void some() {
    if (rules.isEmpty() && problems.isEmpty()) {
      problems.add(PolicySet.start(directory), "", "no rule: every message would be held");
    }
  }

  private void names() {
    Map<String, PolicyRule> seen = new HashMap<>();
    for (PolicyRule rule : rules) {
      PolicyRule first = seen.putIfAbsent(rule.name(), rule);
      if (first != null) {
        problems.add(
            rule.written().at("name"),
            "already the name of a rule at " + first.written().at("name").location());
      }
    }
  }

  private void reachable() {
    List<Claim> claims = rules.stream().map(r -> Claim.of(r.when())).toList();
    BitSet always = new BitSet(); // asked once a rule: of a long one it takes a while
    for (int i = 0; i < rules.size(); i++) {
      if (mistaken.get(i)) {
        continue;
      }
      always.set(i, Reach.always(claims.get(i)));
      reachable(claims, always, i);
    }
  }

  private void reachable(List<Claim> claims, BitSet always, int index) {
    PolicyRule rule = rules.get(index);
    if (Reach.never(claims.get(index))) {
      problems.add(rule.written().at("when"), "never holds: its conditions exclude each other");
    } else {
      before(claims, always, index)
          .ifPresent(b ->
              problems.add(
                  rule.written().mapping(),
                  "never reached: " + b.label() + " before it matches all of it"));
    }
  }

  private Optional<PolicyRule> before(List<Claim> claims, BitSet always, int index) {
    for (int i = 0; i < index; i++) {
      boolean decides = !mistaken.get(i) && !rules.get(i).goesOn();
      if (decides && (always.get(i) || Reach.implies(claims.get(index), claims.get(i)))) {
        return Optional.of(rules.get(i));
      }
    }
    return Optional.empty();
  }

  private void clear() {
    for (PolicyRule rule : rules) {
      boolean clear = rule.action() instanceof Action.InClear;
      boolean back = rule.action() instanceof Action.GiveBack;
      if ((clear || back) && (rule.names(Verdict.PHI) || rule.names(Verdict.UNSCANNABLE))) {
        YamlNode at = rule.written().at(clear ? "deliver" : "return");
        warnings.add(new Problem(at.location(), at.path(), "sends PHI without protection"));
      }
    }
  }

  /** Two levels for the same would leave it to chance which one counts. */
  private void levels() {
    Map<String, Level> seen = new HashMap<>();
    for (Level level : levels) {
      Level first = seen.putIfAbsent(whom(level), level);
      if (first != null) {
        problems.add(
            level.written().mapping(),
            "already said for " + whom(level) + " at " + first.written().location());
      }
    }
  }

  private static String whom(Level level) {
    return level.kind() == Kind.EVERYBODY
        ? "everybody"
        : level.kind().label() + " " + String.join(", ", level.names().texts());
  }
}
