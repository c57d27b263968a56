package io.postern.inbound;

import io.postern.core.model.Reply;
import java.io.IOException;

/** QUIT (RFC 5321 4.1.1.10). */
final class QuitVerb implements Verb {
  private static final Reply OK = Reply.of(221, "2.0.0", "Bye");

  @Override
  public void run(Session session, String argument) throws IOException {
    session.close(OK);
  }

  @Override
  public boolean endsInput() {
    return true;
  }
}
