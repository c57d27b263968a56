package io.postern.inbound;

import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.core.model.Reply;
import io.postern.inbound.auth.Mechanism;
import io.postern.inbound.syntax.Domains;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** EHLO (RFC 5321 4.1.1.1): says who we are and what we can do here and now. */
final class EhloVerb implements Verb {
  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    requireName(session, argument);
    session.greet(argument, true);
    session.reply(new Reply(250, Optional.empty(), extensions(session)));
  }

  @Override
  public Optional<Tolerance> pipelinedBehind() {
    return Optional.of(Tolerance.UNOFFERED_PIPELINING);
  }

  /** The name goes into the Received field, so it must be one. */
  static void requireName(Session session, String argument) throws SyntaxException {
    boolean good = Domains.isHelo(argument);
    if (!good || (!Domains.isDomain(argument) && !session.tolerates(Tolerance.ODD_HELLO_NAME))) {
      throw new SyntaxException(501, "5.5.4", "Host name or address literal expected");
    }
  }

  private static String mechanisms(Session session) {
    return session.client().mechanisms().stream()
        .map(Mechanism::name)
        .collect(Collectors.joining(" "));
  }

  private static List<String> extensions(Session session) {
    ListenerContext context = session.context();
    List<String> lines = new ArrayList<>();
    lines.add(context.hostname() + " greets you");
    lines.add("PIPELINING");
    lines.add("SIZE " + context.limits().messageSize().bytes());
    lines.add("8BITMIME");
    context.offered().forEach(extension -> lines.add(extension.name()));
    lines.add("ENHANCEDSTATUSCODES");
    lines.add(limits(context.limits()));
    if (session.client().mayStartTls()) {
      lines.add("STARTTLS");
    }
    if (session.client().mayAuthenticate()) {
      lines.add("AUTH " + mechanisms(session));
    }
    if (session.client().isEncrypted()) {
      lines.add("REQUIRETLS");
    }
    return lines;
  }

  /** RFC 9422 4: numbers of six digits at most. */
  private static String limits(Settings.Limits limits) {
    return "LIMITS MAILMAX="
        + Math.min(limits.messagesPerSession(), 999_999)
        + " RCPTMAX="
        + limits.recipients();
  }
}
