package io.postern.core.port;

import io.postern.core.model.MessageId;
import io.postern.core.model.Reply;

/** What became of a message at the door. */
public sealed interface Acceptance {
  /** Durable; the gateway now answers for it. */
  record Accepted(MessageId id) implements Acceptance {}

  /**
   * Not taken: policy refuses every recipient (5xx), or the store cannot take it (4xx). Nothing is
   * stored.
   */
  record Refused(Reply reply) implements Acceptance {}
}
