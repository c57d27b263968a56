package io.postern.policy.shadow;

import io.postern.config.Json;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.store.JudgedStore;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.rules.PolicySet;
import java.util.List;

/**
 * What is kept of a message that was judged.
 *
 * @param facts without content
 * @param attachments whether files in it were looked for
 */
record Judged(MessageFacts facts, boolean attachments) {
  static JudgedStore.Row row(
      Envelope envelope, MessageFacts facts, List<Decision> decisions, PolicySet inForce) {
    Judged judged = new Judged(facts.withoutContent(inForce.asked()), inForce.needsAttachments());
    return new JudgedStore.Row(
        envelope.id(),
        envelope.receivedAt(),
        Json.write(judged),
        Json.write(decisions.stream().map(DecisionLine::of).toList()));
  }
}
