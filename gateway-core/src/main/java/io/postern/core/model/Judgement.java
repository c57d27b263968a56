package io.postern.core.model;

import java.util.List;
import java.util.Optional;

/**
 * What the policy engine says of one message.
 *
 * @param decisions exactly one per recipient of the envelope, in the envelope's order
 * @param traces one per decision in the same order, or none where there is nothing to explain
 * @param policy which version of the policies decided: SHA-256 in hex over their files; empty where
 *     none did
 */
public record Judgement(
    Screening screening,
    List<Decision> decisions,
    List<DecisionTrace> traces,
    Optional<String> policy) {
  public Judgement {
    decisions = List.copyOf(decisions);
    traces = List.copyOf(traces);
  }

  /** Without a policy. */
  public Judgement(Screening screening, List<Decision> decisions) {
    this(screening, decisions, List.of(), Optional.empty());
  }

  /** With other decisions, made elsewhere for a reason that stands above policy. */
  public Judgement with(List<Decision> others) {
    return new Judgement(screening, others, traces, policy);
  }
}
