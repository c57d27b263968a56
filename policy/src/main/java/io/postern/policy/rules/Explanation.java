package io.postern.policy.rules;

import io.postern.core.model.Decision;
import io.postern.core.model.DecisionTrace;
import io.postern.core.model.Screening;
import java.util.List;

/**
 * Why each recipient gets what it gets. Holds no content of the message.
 *
 * @param policy the version of the policies, as in {@link PolicySet#version}
 */
public record Explanation(Screening screening, String policy, List<PerRecipient> recipients) {
  public Explanation {
    recipients = List.copyOf(recipients);
  }

  /** One recipient's. */
  public record PerRecipient(String recipient, Decision decision, DecisionTrace trace) {}
}
