package io.postern.inbound;

import io.postern.core.model.Reply;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;

/** HELO (RFC 5321 4.1.1.1): no extensions, so no STARTTLS and no AUTH either. */
final class HeloVerb implements Verb {
  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    EhloVerb.requireName(argument);
    session.greet(argument, false);
    session.reply(Reply.plain(250, session.context().hostname()));
  }
}
