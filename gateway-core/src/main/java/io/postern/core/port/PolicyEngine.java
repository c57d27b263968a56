package io.postern.core.port;

import io.postern.core.model.Envelope;
import io.postern.core.model.Judgement;

/** Screens a message and decides for each recipient. Safe for use by many threads. */
public interface PolicyEngine {
  /**
   * Total: whatever the content is, there is an answer; what cannot be read is UNSCANNABLE, not an
   * exception. The flow holds the message where this throws all the same.
   */
  Judgement judge(Envelope envelope, Content content);
}
