package io.postern.inbound;

import io.postern.config.settings.Extension;
import io.postern.core.model.Mailbox;
import io.postern.core.model.Recipient;
import io.postern.core.model.Recipient.Notify;
import io.postern.core.model.Reply;
import io.postern.inbound.auth.Account;
import io.postern.inbound.syntax.DsnParameters;
import io.postern.inbound.syntax.Parameters;
import io.postern.inbound.syntax.Path;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RCPT (RFC 5321 4.1.1.3): where relaying is allowed or not. */
final class RcptVerb implements Verb {
  private static final Pattern POSTMASTER =
      Pattern.compile("TO:( *)<postmaster>", Pattern.CASE_INSENSITIVE);

  private static final Reply OK = Reply.of(250, "2.1.5", "Recipient ok");
  private static final Reply NO_MAIL = Reply.of(503, "5.5.1", "Say MAIL first");
  private static final Reply AUTH_FIRST = Reply.of(530, "5.7.0", "Authentication required");
  private static final Reply HOURLY =
      Reply.of(452, "4.5.3", "Too many recipients in an hour, try again later");
  private static final Reply TOO_MANY = Reply.of(452, "4.5.3", "Too many recipients");

  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    switch (session.state()) {
      case State.Mail(var transaction) -> add(session, transaction, argument);
      case State.Connected() -> session.reply(NO_MAIL);
      case State.Ready() -> session.reply(NO_MAIL);
      case State.Chunks chunks -> session.reply(NO_MAIL);
    }
  }

  private static void add(Session session, State.Transaction transaction, String argument)
      throws SyntaxException, IOException {
    if (!transaction.authorisation().mayRelay()) {
      session.reply(session.client().mayAuthenticate() ? AUTH_FIRST : session.client().denial());
      return;
    }
    Recipient recipient = recipient(session, transaction.options().smtpUtf8(), argument);
    List<Recipient> recipients = transaction.recipients();
    if (recipients.size() >= session.context().limits().recipients()) {
      // The client sends these in another transaction (RFC 5321 4.5.3.1.10).
      session.conduct().forward();
      session.reply(TOO_MANY);
    } else if (!session.client().account().map(Account::takeRecipient).orElse(true)) {
      session.client().limited("recipients");
      session.reply(HOURLY);
    } else {
      recipients.add(recipient);
      session.conduct().forward();
      session.reply(OK);
    }
  }

  private static Recipient recipient(Session session, boolean utf8, String argument)
      throws SyntaxException {
    Path path =
        Path.parse(qualified(argument, session.context().hostname()), "TO:", session.tolerances());
    Mailbox mailbox =
        path.mailbox()
            .orElseThrow(() -> new SyntaxException(501, "5.1.3", "A recipient is never empty"));
    if (mailbox.needsUtf8() && !utf8) {
      throw new SyntaxException(553, "5.6.7", "SMTPUTF8 is needed for this address");
    }
    Parameters parameters = Parameters.parse(path.parameters());
    if (!session.client().isExtended() || !session.context().offered().contains(Extension.DSN)) {
      parameters.requireAllTaken(session.tolerances());
    }
    Set<Notify> notifyOn = DsnParameters.notifyOn(parameters);
    Optional<String> original = DsnParameters.originalRecipient(parameters, utf8);
    parameters.requireAllTaken(session.tolerances());
    return new Recipient(mailbox, notifyOn, original);
  }

  /** {@code <Postmaster>} without a domain means the one of this host (RFC 5321 4.5.1). */
  private static String qualified(String argument, String hostname) {
    Matcher m = POSTMASTER.matcher(argument);
    return m.lookingAt()
        ? "TO:" + m.group(1) + "<postmaster@" + hostname + ">" + argument.substring(m.end())
        : argument;
  }
}
