package io.postern.outbound;

import io.postern.core.model.EnhancedCode;
import io.postern.core.model.HostReply;
import io.postern.core.model.Outcome;
import java.util.Optional;

/**
 * Encrypted messages that are too large for their receivers. Encryption has made them a third
 * larger, so that another protection may still do.
 */
final class WrappedTooLarge {
  /** Our trace field and signatures, which come on top. */
  private static final long ON_TOP = 8192;

  private WrappedTooLarge() {}

  /** How large an encrypted message may be where this is the limit, so that all of it fits. */
  static long most(long limit) {
    return limit == Long.MAX_VALUE ? limit : Math.max(0, limit - ON_TOP);
  }

  /** The outcome; the next protection where it failed for its size alone. */
  static Outcome next(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed(HostReply reply) when forItsSize(reply) ->
          new Outcome.Unprotectable("too_large: " + reply, Optional.empty());
      case Outcome.Failed failed -> failed;
      case Outcome.Delivered delivered -> delivered;
      case Outcome.Deferred deferred -> deferred;
      case Outcome.Unprotectable unprotectable -> unprotectable;
    };
  }

  /** RFC 3463 3.4 (X.3.4), 3.3 (X.2.3): too big for the system, or for the mailbox. */
  private static boolean forItsSize(HostReply reply) {
    return reply.reply().enhanced().filter(WrappedTooLarge::ofSize).isPresent();
  }

  private static boolean ofSize(EnhancedCode code) {
    return (code.subject() == 2 && code.detail() == 3)
        || (code.subject() == 3 && code.detail() == 4);
  }
}
