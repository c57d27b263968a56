package io.postern.inbound;

import io.postern.config.settings.Tolerance;
import io.postern.core.model.Reply;
import java.io.IOException;
import java.util.Optional;

/** NOOP (RFC 5321 4.1.1.9). */
final class NoopVerb implements Verb {
  private static final Reply OK = Reply.of(250, "2.0.0", "Ok");

  @Override
  public void run(Session session, String argument) throws IOException {
    session.reply(OK);
  }

  @Override
  public Optional<Tolerance> pipelinedBehind() {
    return Optional.of(Tolerance.PIPELINED_BEHIND_LAST);
  }
}
