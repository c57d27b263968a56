package io.postern.core.port;

import io.postern.core.model.Envelope;
import io.postern.core.model.Judgement;
import java.util.Optional;

/** Screens a message and decides for each recipient. Safe for use by many threads. */
public interface PolicyEngine {
  /**
   * Total: whatever the content is, there is an answer; what cannot be read is UNSCANNABLE, not an
   * exception. The flow holds the message where this throws all the same.
   */
  Judgement judge(Envelope envelope, Content content);

  /**
   * Which version of the policies is in force: SHA-256 in hex over their files; empty where there
   * are no versions. Stamped on a message whose judging failed.
   */
  default Optional<String> version() {
    return Optional.empty();
  }
}
