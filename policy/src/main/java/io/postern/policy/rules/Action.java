package io.postern.policy.rules;

import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import java.util.List;

/** What a rule does with a recipient. */
sealed interface Action {
  /** Deliver with one of these, best first. */
  record Protect(List<Protection> inOrder) implements Action {
    public Protect {
      inOrder = List.copyOf(inOrder);
    }
  }

  /** Deliver as it is. */
  record InClear() implements Action {}

  /** Keep it. */
  record Keep(String queue) implements Action {}

  /** Do not take it. */
  record Reject(Reply reply) implements Action {}
}
