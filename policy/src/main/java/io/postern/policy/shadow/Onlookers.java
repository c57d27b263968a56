package io.postern.policy.shadow;

import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.rules.Onlooker;
import io.postern.policy.rules.PolicySet;
import java.util.List;

/** Several that look on, in order. */
public record Onlookers(List<Onlooker> all) implements Onlooker {
  public Onlookers {
    all = List.copyOf(all);
  }

  @Override
  public void judged(
      Envelope envelope, MessageFacts facts, List<Decision> decisions, PolicySet inForce) {
    all.forEach(o -> o.judged(envelope, facts, decisions, inForce));
  }
}
