package io.postern.policy.rules;

import io.postern.config.Written;
import io.postern.core.model.Verdict;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Expressed;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import java.util.List;
import java.util.Optional;

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

  /** Whether the verdict is asked for by name, and not only not excluded. */
  boolean names(Verdict verdict) {
    return names(when, verdict);
  }

  private static boolean names(Condition condition, Verdict verdict) {
    return switch (condition) {
      case OfMessage.VerdictIs is -> is.verdicts().contains(verdict);
      case OfMessage.Unscannable is -> is.wanted() && verdict == Verdict.UNSCANNABLE;
      case Combined.All all -> all.parts().stream().anyMatch(p -> names(p, verdict));
      case Combined.Any any -> any.parts().stream().anyMatch(p -> names(p, verdict));
      case Combined.Not not -> false;
      case OfMessage other -> false;
      case OfRecipient other -> false;
      case Expressed expressed -> false;
    };
  }
}
