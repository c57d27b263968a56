package io.postern.inbound;

import io.postern.config.settings.Tolerance;
import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.Reply;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;
import java.util.Optional;

/** DATA (RFC 5321 4.1.1.4). */
final class DataVerb implements Verb {
  private static final Reply GO_AHEAD = Reply.plain(354, "End with <CRLF>.<CRLF>");
  private static final Reply NO_MAIL = Reply.of(503, "5.5.1", "Say MAIL and RCPT first");
  private static final Reply NO_RECIPIENTS = Reply.of(554, "5.5.1", "No valid recipients");
  private static final Reply BDAT_NEEDED =
      Reply.of(503, "5.5.1", "BODY=BINARYMIME needs BDAT (RFC 3030 3)");
  private static final Reply IN_CHUNKS = Reply.of(503, "5.5.1", "BDAT was used for this message");

  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    if (!argument.isEmpty()) {
      throw new SyntaxException(501, "5.5.4", "DATA takes no argument");
    }
    switch (session.state()) {
      case State.Mail(var transaction) -> receive(session, transaction);
      case State.Chunks chunks -> refuse(session, IN_CHUNKS);
      case State.Connected() -> refuse(session, NO_MAIL);
      case State.Ready() -> refuse(session, NO_MAIL);
    }
  }

  /** Content that is here already, where that is tolerated, must not be read as commands. */
  private static void refuse(Session session, Reply reply) throws IOException {
    if (session.conversation().hasInput()) {
      session.close(reply);
    } else {
      session.reply(reply);
    }
  }

  @Override
  public Optional<Tolerance> pipelinedBehind() {
    return Optional.of(Tolerance.PIPELINED_CONTENT);
  }

  private static void receive(Session session, State.Transaction transaction) throws IOException {
    if (transaction.options().body() == Body.BINARY_MIME) {
      refuse(session, BDAT_NEEDED);
      return;
    }
    if (transaction.recipients().isEmpty()) {
      refuse(session, NO_RECIPIENTS);
      return;
    }
    try (IncomingMessage message = session.open(transaction)) {
      session.reply(GO_AHEAD);
      readAll(session, message);
      session.finish(message);
    } catch (ContentInput.OverrunException e) {
      session.overrun();
    } finally {
      session.reset();
    }
  }

  private static void readAll(Session session, IncomingMessage message) throws IOException {
    Conversation in = session.conversation();
    ContentInput content = session.contentInput();
    LineMeter lines = new LineMeter(session.context().limits(), false, message);
    DataDecoder decoder = new DataDecoder(message, lines);
    while (!decoder.atEnd()) {
      content.await(message.refusal().isPresent());
      in.consume(decoder.decode(in.buffer(), in.position(), in.limit()));
    }
  }
}
