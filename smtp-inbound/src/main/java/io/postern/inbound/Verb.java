package io.postern.inbound;

import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;

/** One SMTP command. Stateless; what it knows is in the session. */
@FunctionalInterface
interface Verb {
  /**
   * Does it and replies.
   *
   * @param argument what follows the verb, without the space between and without trailing spaces
   * @throws SyntaxException with the reply, where the argument cannot be taken
   * @throws IOException where the connection is lost
   */
  void run(Session session, String argument) throws SyntaxException, IOException;
}
