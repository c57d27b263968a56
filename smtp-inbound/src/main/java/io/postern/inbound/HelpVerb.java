package io.postern.inbound;

import io.postern.core.model.Reply;
import java.io.IOException;

/** HELP (RFC 5321 4.1.1.8). */
final class HelpVerb implements Verb {
  private static final Reply OK = Reply.of(214, "2.0.0", "RFC 5321; ask your administrator");

  @Override
  public void run(Session session, String argument) throws IOException {
    session.reply(OK);
  }
}
