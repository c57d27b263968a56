package io.postern.policy.rules;

import io.postern.core.model.Decision;
import io.postern.core.model.Screening;
import java.util.List;
import java.util.Optional;

/** Why each recipient gets what it gets. Holds no content of the message. */
public record Explanation(Screening screening, List<PerRecipient> recipients) {
  public Explanation {
    recipients = List.copyOf(recipients);
  }

  /**
   * @param tried the rules in order, up to the one that decided
   */
  public record PerRecipient(String recipient, Decision decision, List<Tried> tried) {
    public PerRecipient {
      tried = List.copyOf(tried);
    }
  }

  /**
   * @param rule as {@code file.yaml: name}
   * @param unmet the first condition that did not hold; empty where the rule matched
   */
  public record Tried(String rule, Optional<String> unmet) {}
}
