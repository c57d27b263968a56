package io.postern.inbound;

import io.postern.config.settings.Extension;
import io.postern.config.settings.Tolerance;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.inbound.auth.Account;
import io.postern.inbound.syntax.DsnParameters;
import io.postern.inbound.syntax.Parameters;
import io.postern.inbound.syntax.Path;
import io.postern.inbound.syntax.SyntaxException;
import io.postern.inbound.upstream.Authorisation;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** MAIL (RFC 5321 4.1.1.2): begins a message. */
final class MailVerb implements Verb {
  private static final Reply OK = Reply.of(250, "2.1.0", "Sender ok");
  private static final Reply NO_HELLO = Reply.of(503, "5.5.1", "Say EHLO first");
  private static final Reply NESTED = Reply.of(503, "5.5.1", "A message is open already");
  private static final Reply TLS_FIRST = Reply.of(530, "5.7.0", "Must issue STARTTLS first");
  private static final Reply HOURLY =
      Reply.of(450, "4.7.1", "Too many messages in an hour, try again later");
  private static final Reply TOO_MANY = Reply.of(421, "4.7.0", "Too many messages in one session");

  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    switch (session.state()) {
      case State.Connected() -> withoutHello(session, argument);
      case State.Mail mail -> session.reply(NESTED);
      case State.Chunks chunks -> session.reply(NESTED);
      case State.Ready() -> begin(session, argument);
    }
  }

  private static void withoutHello(Session session, String argument)
      throws SyntaxException, IOException {
    if (session.tolerates(Tolerance.MISSING_HELLO)) {
      session.greet(ReceivedField.literal(session.client().addressText()), false);
      begin(session, argument);
    } else {
      session.reply(NO_HELLO);
    }
  }

  private static void begin(Session session, String argument) throws SyntaxException, IOException {
    if (session.context().requireTls() && !session.client().isEncrypted()) {
      session.reply(TLS_FIRST);
      return;
    }
    Path path = Path.parse(argument, "FROM:", session.tolerances());
    EsmtpOptions options = options(session, Parameters.parse(path.parameters()));
    ReversePath from =
        path.mailbox().<ReversePath>map(ReversePath.From::new).orElseGet(ReversePath.Null::new);
    if (path.mailbox().isPresent() && path.mailbox().get().needsUtf8() && !options.smtpUtf8()) {
      throw new SyntaxException(550, "5.6.7", "SMTPUTF8 is needed for this address");
    }
    open(session, from, options);
  }

  private static void open(Session session, ReversePath from, EsmtpOptions options)
      throws IOException {
    Optional<Reply> closed = session.context().intake().closed();
    if (session.messages() >= session.context().limits().messagesPerSession()) {
      session.close(TOO_MANY);
    } else if (closed.isPresent()) {
      session.reply(closed.get());
    } else {
      switch (session.client().authorisation().mail(from, session.share())) {
        case Authorisation.Mail.Refused(var reply) -> session.reply(reply);
        case Authorisation.Mail.Closed(var reply) -> session.close(reply);
        case Authorisation.Mail.Open(var allowed) -> begin(session, from, options, allowed);
      }
    }
  }

  private static void begin(
      Session session, ReversePath from, EsmtpOptions options, Authorisation allowed)
      throws IOException {
    if (!session.client().account().map(Account::takeMessage).orElse(true)) {
      session.client().limited("messages");
      session.reply(HOURLY);
    } else {
      session.begin();
      session.state(new State.Mail(new State.Transaction(from, options, allowed)));
      session.reply(OK);
    }
  }

  private static EsmtpOptions options(Session session, Parameters parameters)
      throws SyntaxException {
    // After HELO there are no extensions, so that every parameter is unknown.
    if (!session.client().isExtended()) {
      parameters.requireAllTaken(session.tolerances());
      return EsmtpOptions.NONE;
    }
    requireSize(parameters.take("SIZE"), session.context().limits().messageSize().bytes());
    Set<Extension> offered = session.context().offered();
    Body body = body(parameters.take("BODY"), offered.contains(Extension.BINARYMIME));
    boolean utf8 = offered.contains(Extension.SMTPUTF8) && parameters.takeFlag("SMTPUTF8");
    // RFC 8689 2: known only within TLS.
    boolean requireTls = session.client().isEncrypted() && parameters.takeFlag("REQUIRETLS");
    boolean dsn = offered.contains(Extension.DSN);
    Optional<EsmtpOptions.Ret> ret = dsn ? DsnParameters.ret(parameters) : Optional.empty();
    Optional<String> id = dsn ? DsnParameters.envelopeId(parameters) : Optional.empty();
    if (!session.client().mechanisms().isEmpty()) {
      // RFC 4954 5: who wrote it, by the word of the client; nothing here depends on it.
      parameters.take("AUTH");
    }
    parameters.requireAllTaken(session.tolerances());
    return new EsmtpOptions(body, utf8, requireTls, ret, id);
  }

  /** RFC 1870 6: refused now rather than after the octets. */
  private static void requireSize(Optional<String> declared, long most) throws SyntaxException {
    if (declared.isEmpty()) {
      return;
    }
    if (!declared.get().matches("\\d{1,20}")) {
      throw new SyntaxException(501, "5.5.4", "SIZE is a number of octets");
    }
    if (declared.get().length() > 18 || Long.parseLong(declared.get()) > most) {
      throw new SyntaxException(552, "5.3.4", "Message larger than allowed");
    }
  }

  private static Body body(Optional<String> value, boolean mayBeBinary) throws SyntaxException {
    Optional<Body> body =
        switch (value.orElse("7BIT").toUpperCase(Locale.ROOT)) {
          case "7BIT" -> Optional.of(Body.SEVEN_BIT);
          case "8BITMIME" -> Optional.of(Body.EIGHT_BIT_MIME);
          case "BINARYMIME" -> Optional.of(Body.BINARY_MIME).filter(binary -> mayBeBinary);
          default -> Optional.empty();
        };
    return body.orElseThrow(() -> new SyntaxException(501, "5.5.4", "No such BODY here"));
  }
}
