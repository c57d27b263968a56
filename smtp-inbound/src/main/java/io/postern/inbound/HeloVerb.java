package io.postern.inbound;

import io.postern.config.settings.Tolerance;
import io.postern.core.model.Reply;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;
import java.util.Optional;

/** HELO (RFC 5321 4.1.1.1): no extensions, so no STARTTLS and no AUTH either. */
final class HeloVerb implements Verb {
  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    EhloVerb.requireName(session, argument);
    session.greet(argument, false);
    session.reply(Reply.plain(250, session.context().hostname()));
  }

  @Override
  public Optional<Tolerance> pipelinedBehind() {
    return Optional.of(Tolerance.UNOFFERED_PIPELINING);
  }
}
