package io.postern.policy.rules;

import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.core.model.PortalProof;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Verdict;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Expressed;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.language.Method;
import io.postern.policy.rules.Levels.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is wrong with policies that are well written one by one. Used once. */
final class PolicyChecks {
  private final Path directory;
  private final List<PolicyRule> rules;
  private final List<Level> levels;
  private final Surroundings around;
  private final Problems problems;
  private final List<Problem> warnings = new ArrayList<>();

  PolicyChecks(
      Path directory,
      List<PolicyRule> rules,
      List<Level> levels,
      Surroundings around,
      Problems problems) {
    this.directory = directory;
    this.rules = rules;
    this.levels = levels;
    this.around = around;
    this.problems = problems;
  }

  void check() {
    some();
    names();
    reachable();
    clear();
    possible();
    keys();
    levels();
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
        problems.add(rule.location(), "name", "already the name of a rule at " + first.location());
      }
    }
  }

  private void reachable() {
    for (int i = 0; i < rules.size(); i++) {
      PolicyRule rule = rules.get(i);
      before(rule, i)
          .ifPresent(b ->
              problems.add(
                  rule.location(),
                  "",
                  "never reached: " + b.label() + " before it matches all of it"));
    }
  }

  private Optional<PolicyRule> before(PolicyRule rule, int index) {
    return rules.subList(0, index).stream()
        .filter(b -> !b.goesOn())
        .filter(b -> Reach.covers(b.when(), rule.when()))
        .findFirst();
  }

  private void clear() {
    for (PolicyRule rule : rules) {
      boolean clear = rule.action() instanceof Action.InClear;
      boolean back = rule.action() instanceof Action.GiveBack;
      boolean phi =
          Reach.names(rule.when(), Verdict.PHI) || Reach.names(rule.when(), Verdict.UNSCANNABLE);
      if ((clear || back) && phi) {
        warnings.add(
            new Problem(
                rule.location(), clear ? "deliver" : "return", "sends PHI without protection"));
      }
    }
  }

  private void possible() {
    for (PolicyRule rule : rules) {
      switch (rule.action()) {
        case Action.Protect(var methods) -> possible(rule, "protect", methods);
        case Action.Keep keep -> possible(rule, "hold.protect", keep.released());
        case Action.GiveBack() -> returnable(rule);
        case Action.InClear(), Action.Reject(_), Action.GoOn() -> {
          // nothing that could be impossible
        }
      }
    }
  }

  private void returnable(PolicyRule rule) {
    if (around.returnRoutes().filter(Set::isEmpty).isPresent()) {
      problems.add(rule.location(), "return", "can never apply: no upstream has a return route");
    }
  }

  /** A rule of which nothing can ever apply is a mistake; of which something can, worth knowing. */
  private void possible(PolicyRule rule, String key, List<Method> methods) {
    Map<Method, String> never = new EnumMap<>(Method.class);
    methods.forEach(m -> impossible(rule, m).ifPresent(why -> never.put(m, why)));
    boolean all = !methods.isEmpty() && never.size() == methods.size();
    never.forEach((method, why) -> {
      Problem problem =
          new Problem(rule.location(), key, method.label() + " can never apply: " + why);
      if (all) {
        problems.add(problem.location(), problem.path(), problem.message());
      } else {
        warnings.add(problem);
      }
    });
  }

  private Optional<String> impossible(PolicyRule rule, Method method) {
    return switch (method) {
      case TLS -> rule.terms().terms().floor().flatMap(f -> unchecked(f.kind()));
      case PORTAL -> noPortal(rule.terms().terms().proof());
      case SMIME, OPENPGP, PREFERRED -> Optional.empty();
    };
  }

  private Optional<String> unchecked(TlsFloor floor) {
    return around.floors().contains(floor)
        ? Optional.empty()
        : Optional.of("this gateway does not check " + floor.label());
  }

  private Optional<String> noPortal(Optional<PortalProof> proof) {
    if (around.portal().filter(there -> !there).isPresent()) {
      return Optional.of("no portal is configured");
    }
    return proof
        .filter(p -> p == PortalProof.TWO_FACTORS)
        .map(p -> "this portal asks for a mailed code only");
  }

  /** Who is named and has neither certificate nor key, where nothing else is allowed. */
  private void keys() {
    around.keys().ifPresent(known -> rules.forEach(rule -> keys(rule, known)));
  }

  private void keys(PolicyRule rule, Surroundings.Keys known) {
    if (rule.action() instanceof Action.Protect(var methods)
        && methods.stream().allMatch(m -> m == Method.SMIME || m == Method.OPENPGP)) {
      named(rule.when())
          .filter(a -> methods.stream().noneMatch(m -> has(known, m, a)))
          .forEach(a ->
              warnings.add(
                  new Problem(
                      rule.location(),
                      "protect",
                      "no certificate or key for " + a + ": what is for it is held")));
    }
  }

  private static boolean has(Surroundings.Keys known, Method method, String address) {
    return method == Method.SMIME ? known.smime(address) : known.openPgp(address);
  }

  /** Addresses that a rule spells out. */
  private static Stream<String> named(Condition condition) {
    return switch (condition) {
      case OfRecipient.Address address -> address.names().exact().stream().sorted();
      case Combined.All all -> all.parts().stream().flatMap(PolicyChecks::named);
      case Combined.Any any -> any.parts().stream().flatMap(PolicyChecks::named);
      case Combined.Not not -> Stream.empty();
      case OfMessage other -> Stream.empty();
      case OfRecipient other -> Stream.empty();
      case Expressed other -> Stream.empty();
    };
  }

  /** Two levels for the same would leave it to chance which one counts. */
  private void levels() {
    Map<String, Level> seen = new HashMap<>();
    for (Level level : levels) {
      String whom = whom(level);
      Level first = seen.putIfAbsent(whom, level);
      if (first != null) {
        problems.add(level.location(), "", "already said for " + whom + " at " + first.location());
      }
    }
  }

  private static String whom(Level level) {
    return switch (level.kind()) {
      case EVERYBODY -> "everybody";
      case RECIPIENT, RECIPIENT_DOMAIN, SENDER_DOMAIN ->
          level.kind().name().toLowerCase(Locale.ROOT)
              + " "
              + String.join(", ", level.names().texts());
    };
  }
}
