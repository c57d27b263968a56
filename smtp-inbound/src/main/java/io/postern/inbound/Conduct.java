package io.postern.inbound;

import io.postern.config.settings.Settings;
import io.postern.core.model.Reply;
import java.util.Optional;
import java.util.Set;

/** How much of one session's patience its client has used up. For one thread. */
final class Conduct {
  private static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors");
  private static final Reply IN_VAIN =
      Reply.of(421, "4.7.0", "Too many commands that bring no message forward");

  /** Besides 500 to 509: failed AUTH, malformed address, unknown parameter. */
  private static final Set<Integer> COUNTED = Set.of(535, 553, 555);

  private final Settings.Limits limits;
  private int errors;

  /** Commands that brought no message forward, since the last message. */
  private int inVain;

  Conduct(Settings.Limits limits) {
    this.limits = limits;
  }

  /** A command, or a line that is none. */
  void command() {
    inVain++;
  }

  /** The command that is being run has brought a message forward. */
  void forward() {
    inVain--;
  }

  /** A message was taken: all that led to it was not in vain. */
  void accepted() {
    inVain = 0;
  }

  /** Counts what only a broken or hostile client hears. */
  void answered(Reply reply) {
    boolean protocol = reply.code() >= 500 && reply.code() < 510;
    errors += protocol || COUNTED.contains(reply.code()) ? 1 : 0;
  }

  /** The reply that ends the session, once the client has gone too far. */
  Optional<Reply> verdict() {
    if (errors >= limits.errors()) {
      return Optional.of(TOO_MANY_ERRORS);
    }
    return inVain >= limits.commands() ? Optional.of(IN_VAIN) : Optional.empty();
  }
}
