package io.postern.inbound;

import io.postern.config.settings.Tolerance;
import io.postern.core.model.Reply;
import java.io.IOException;
import java.util.Optional;

/** HELP (RFC 5321 4.1.1.8). */
final class HelpVerb implements Verb {
  private static final Reply OK = Reply.of(214, "2.0.0", "RFC 5321; ask your administrator");

  @Override
  public void run(Session session, String argument) throws IOException {
    session.reply(OK);
  }

  @Override
  public Optional<Tolerance> pipelinedBehind() {
    return Optional.of(Tolerance.PIPELINED_BEHIND_LAST);
  }
}
