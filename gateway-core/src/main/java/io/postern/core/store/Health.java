package io.postern.core.store;

import io.postern.core.model.Reply;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the store takes changes, and what to tell a client where it does not. Thread-safe. */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final Reply FULL = Reply.of(452, "4.3.1", "Insufficient system storage");
  private static final Reply UNAVAILABLE =
      Reply.of(451, "4.3.0", "Storage is not available, try again later");

  /** What stands in the way; empty while all is well. */
  private volatile Optional<Trouble> trouble = Optional.empty();

  boolean good() {
    return trouble.isEmpty();
  }

  boolean broken() {
    return trouble.filter(t -> t == Trouble.BROKEN).isPresent();
  }

  /** The 4xx of RFC 5321 4.2.3 that fits. */
  Optional<Reply> refusal() {
    return trouble.map(t -> t == Trouble.FULL ? FULL : UNAVAILABLE);
  }

  static Reply full() {
    return FULL;
  }

  /** A store that is broken stays so, whatever else fails, until it {@link #well was verified}. */
  synchronized void bad(Trouble why, Throwable cause) {
    Optional<Trouble> before = trouble;
    if (broken() || before.equals(Optional.of(why))) {
      return;
    }
    trouble = Optional.of(why);
    LOG.error("the store takes no changes ({}): {}", why, cause.toString());
  }

  synchronized void well() {
    if (trouble.isPresent()) {
      trouble = Optional.empty();
      LOG.warn("the store takes changes again");
    }
  }
}
