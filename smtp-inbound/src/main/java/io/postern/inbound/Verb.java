package io.postern.inbound;

import io.postern.config.settings.Tolerance;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;
import java.util.Optional;

/** One SMTP command. Stateless; what it knows is in the session. */
@FunctionalInterface
interface Verb {
  /**
   * Does it and replies.
   *
   * @param argument what follows the space after the verb, without trailing spaces
   * @throws SyntaxException with the reply, where the argument cannot be taken
   * @throws IOException where the connection is lost
   */
  void run(Session session, String argument) throws SyntaxException, IOException;

  /**
   * What a client does that sends more before the answer to this one (RFC 2920 3.1); empty where it
   * may.
   */
  default Optional<Tolerance> pipelinedBehind() {
    return Optional.empty();
  }

  /** True where nothing that follows in clear is read, so that it looks after that itself. */
  default boolean endsInput() {
    return false;
  }
}
