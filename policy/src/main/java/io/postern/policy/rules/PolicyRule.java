package io.postern.policy.rules;

import io.postern.config.Location;
import io.postern.policy.condition.Condition;
import java.util.List;

/**
 * A rule, ready to be asked. Immutable.
 *
 * @param label as decisions name it: {@code 10-phi.yaml: phi}
 * @param grounds what the sender or the recipient said that makes it match, for the audit trail
 */
record PolicyRule(
    String name,
    String label,
    Location location,
    Condition when,
    Action action,
    Layer terms,
    List<String> grounds) {
  PolicyRule {
    grounds = List.copyOf(grounds);
  }

  boolean goesOn() {
    return action instanceof Action.GoOn;
  }
}
