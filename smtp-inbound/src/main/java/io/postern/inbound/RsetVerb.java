package io.postern.inbound;

import io.postern.core.model.Reply;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;

/** RSET (RFC 5321 4.1.1.5): forgets the message. */
final class RsetVerb implements Verb {
  private static final Reply OK = Reply.of(250, "2.0.0", "Forgotten");

  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    if (!argument.isEmpty()) {
      throw new SyntaxException(501, "5.5.4", "RSET takes no argument");
    }
    session.reset();
    session.reply(OK);
  }
}
