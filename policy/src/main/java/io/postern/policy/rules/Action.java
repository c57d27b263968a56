package io.postern.policy.rules;

import io.postern.core.model.HoldTerms;
import io.postern.core.model.Reply;
import io.postern.policy.language.Method;
import java.util.List;

/** What a rule does with a recipient. */
sealed interface Action {
  /** Deliver with one of these, best first. */
  record Protect(List<Method> inOrder) implements Action {
    public Protect {
      inOrder = List.copyOf(inOrder);
    }
  }

  /** Deliver as it is. */
  record InClear() implements Action {}

  /**
   * Keep it.
   *
   * @param released how it goes on; none where whoever releases it says how
   */
  record Keep(String queue, HoldTerms terms, List<Method> released) implements Action {
    public Keep {
      released = List.copyOf(released);
    }
  }

  /** Do not take it. */
  record Reject(Reply reply) implements Action {}

  /** Hand it back to the upstream that it came from. */
  record GiveBack() implements Action {}

  /** Nothing yet: its settings count, and the rules after it decide. */
  record GoOn() implements Action {}
}
