package io.postern.policy.rules;

import io.postern.config.Written;
import io.postern.core.model.Verdict;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Expressed;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.condition.Undecidable;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A rule, ready to be asked. Immutable.
 *
 * @param label as decisions name it: {@code 10-phi.yaml: phi}
 * @param grounds what the sender or the recipient said that makes it match, for the audit trail
 * @param attested the words by which the sender has to answer for it
 */
record PolicyRule(
    String name,
    String label,
    Written written,
    Condition when,
    Action action,
    Layer terms,
    List<String> grounds,
    Optional<String> attested) {
  PolicyRule {
    grounds = List.copyOf(grounds);
  }

  boolean goesOn() {
    return action instanceof Action.GoOn;
  }

  /** Whether the verdict is asked for by name somewhere, and not only not excluded. */
  boolean names(Verdict verdict) {
    return names(when, verdict, branch -> true);
  }

  /**
   * The same, by what made the rule match: of several branches one that holds must name it, as if
   * each of them were a rule of its own.
   *
   * @param facts for which the rule holds
   * @throws Undecidable where a branch cannot be told
   */
  boolean names(Verdict verdict, Facts facts) {
    return names(when, verdict, branch -> branch.holds(facts));
  }

  private static boolean names(Condition condition, Verdict verdict, Predicate<Condition> taken) {
    return switch (condition) {
      case OfMessage.VerdictIs is -> is.verdicts().contains(verdict);
      case OfMessage.Unscannable is -> is.wanted() && verdict == Verdict.UNSCANNABLE;
      case Combined.All all -> all.parts().stream().anyMatch(p -> names(p, verdict, taken));
      case Combined.Any any ->
          any.parts().stream().anyMatch(p -> names(p, verdict, taken) && taken.test(p));
      case Combined.Not not -> false;
      case OfMessage other -> false;
      case OfRecipient other -> false;
      case Expressed expressed -> false;
    };
  }
}
