package io.postern.core.model;

import java.util.List;
import java.util.Optional;

/**
 * How policy came to one recipient's decision: what explains it today and in six years. Holds no
 * content of the message.
 *
 * @param tried rules in the order in which they were asked, up to the one that decided
 * @param more rules asked beyond those that {@code tried} has room for
 * @param settings what was left open by the rule and where each value came from
 */
public record DecisionTrace(List<Tried> tried, int more, List<Setting> settings) {
  public DecisionTrace {
    tried = List.copyOf(tried);
    settings = List.copyOf(settings);
  }

  /** Where policy was not asked. */
  public static final DecisionTrace NONE = new DecisionTrace(List.of(), 0, List.of());

  /**
   * A rule that was asked.
   *
   * @param rule as {@code file.yaml: name}
   * @param unmet the first condition that did not hold; empty where the rule matched
   * @param continued whether the rule matched and left the decision to those after it
   */
  public record Tried(String rule, Optional<String> unmet, boolean continued) {}

  /**
   * A value in force.
   *
   * @param key as in {@code tls.floor}
   * @param value as a policy file would write it
   * @param from the level that gave it, as in {@code recipient_domain hospital.example
   *     (20-partners.yaml:12:5)}
   */
  public record Setting(String key, String value, String from) {}
}
