package io.postern.core.model;

import java.util.List;

/**
 * What the policy engine says of one message.
 *
 * @param decisions exactly one per recipient of the envelope, in the envelope's order
 */
public record Judgement(Screening screening, List<Decision> decisions) {
  public Judgement {
    decisions = List.copyOf(decisions);
  }
}
