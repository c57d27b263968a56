package io.postern.inbound;

import io.postern.core.model.Reply;
import java.io.IOException;

/** VRFY (RFC 5321 3.5.3): tells nobody which addresses there are. */
final class VrfyVerb implements Verb {
  private static final Reply UNTOLD =
      Reply.of(252, "2.5.2", "Cannot verify, but will take a message and try");

  @Override
  public void run(Session session, String argument) throws IOException {
    session.reply(UNTOLD);
  }
}
