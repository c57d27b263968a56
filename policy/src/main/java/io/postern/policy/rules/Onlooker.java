package io.postern.policy.rules;

import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.policy.condition.MessageFacts;
import java.util.List;

/**
 * Sees what was known of each message and what was decided. Called on the thread of the session
 * that waits for its answer, so it does no more than hand over. Safe for use by many threads.
 */
@FunctionalInterface
public interface Onlooker {
  /** Nobody. */
  Onlooker NONE = (envelope, facts, decisions, inForce) -> {};

  /**
   * @param facts with the message's own fields: not to be kept as they are
   * @param decisions one per recipient, in the envelope's order
   */
  void judged(Envelope envelope, MessageFacts facts, List<Decision> decisions, PolicySet inForce);
}
