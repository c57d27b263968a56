package io.postern.inbound;

import io.postern.config.settings.Tolerance;
import io.postern.core.model.Reply;
import java.io.IOException;
import java.util.Optional;

/** VRFY (RFC 5321 3.5.3): tells nobody which addresses there are. */
final class VrfyVerb implements Verb {
  private static final Reply UNTOLD =
      Reply.of(252, "2.5.2", "Cannot verify, but will take a message and try");

  @Override
  public void run(Session session, String argument) throws IOException {
    session.reply(UNTOLD);
  }

  @Override
  public Optional<Tolerance> pipelinedBehind() {
    return Optional.of(Tolerance.PIPELINED_BEHIND_LAST);
  }
}
