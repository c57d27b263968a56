package io.postern.inbound;

import io.postern.core.model.Reply;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;

/** STARTTLS (RFC 3207). */
final class StartTlsVerb implements Verb {
  private static final Reply READY = Reply.of(220, "2.0.0", "Ready to start TLS");
  private static final Reply NOT_OFFERED = Reply.of(502, "5.5.1", "STARTTLS not offered");
  private static final Reply ALREADY = Reply.of(503, "5.5.1", "TLS is on already");
  private static final Reply INJECTED = Reply.of(554, "5.7.0", "Commands sent before TLS");

  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    if (!argument.isEmpty()) {
      throw new SyntaxException(501, "5.5.4", "STARTTLS takes no argument");
    }
    if (session.client().isEncrypted()) {
      session.reply(ALREADY);
    } else if (!session.client().mayStartTls()) {
      session.reply(NOT_OFFERED);
    } else if (session.conversation().hasInput()) {
      // CVE-2011-0411: what came before TLS must not count as said within it.
      SessionLog.injected(session.client().addressText());
      session.close(INJECTED);
    } else {
      session.reply(READY);
      session.startTls();
    }
  }

  @Override
  public boolean endsInput() {
    return true;
  }
}
