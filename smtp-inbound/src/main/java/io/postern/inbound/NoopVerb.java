package io.postern.inbound;

import io.postern.core.model.Reply;
import java.io.IOException;

/** NOOP (RFC 5321 4.1.1.9). */
final class NoopVerb implements Verb {
  private static final Reply OK = Reply.of(250, "2.0.0", "Ok");

  @Override
  public void run(Session session, String argument) throws IOException {
    session.reply(OK);
  }
}
