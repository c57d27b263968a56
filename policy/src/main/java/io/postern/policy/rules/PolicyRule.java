package io.postern.policy.rules;

import io.postern.config.Location;
import io.postern.policy.condition.Condition;
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
    Location location,
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
}
