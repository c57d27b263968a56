package io.postern.inbound;

import io.postern.config.settings.Extension;
import io.postern.config.settings.Settings;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Reply;
import io.postern.inbound.syntax.SyntaxException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * BDAT (RFC 3030 2). The octets of a chunk are read whatever the answer is, and a chunk that is cut
 * off ends the session: a message counts only once its last octet is here.
 */
final class BdatVerb implements Verb {
  private static final Pattern ARGUMENT =
      Pattern.compile("(\\d{1,18})( LAST)?", Pattern.CASE_INSENSITIVE);

  /** Where a chunk ends is not known, so nothing after it can be taken for a command. */
  static final Reply BAD_SIZE = Reply.of(501, "5.5.4", "Syntax: BDAT size [LAST]");

  private static final Reply NOT_OFFERED = Reply.of(502, "5.5.1", "Command not implemented");
  private static final Reply NO_MAIL = Reply.of(503, "5.5.1", "Say MAIL and RCPT first");
  private static final Reply NO_RECIPIENTS = Reply.of(554, "5.5.1", "No valid recipients");

  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    Matcher m = ARGUMENT.matcher(argument);
    if (!m.matches()) {
      session.close(BAD_SIZE);
      return;
    }
    long octets = Long.parseLong(m.group(1));
    boolean last = m.group(2) != null;
    try {
      take(session, octets, last);
    } catch (ContentInput.OverrunException e) {
      session.overrun();
    }
  }

  private static void take(Session session, long octets, boolean last) throws IOException {
    if (!session.context().offered().contains(Extension.CHUNKING)) {
      // Its octets are no commands all the same.
      skip(session, octets, NOT_OFFERED);
      return;
    }
    switch (session.state()) {
      case State.Chunks chunks -> chunk(session, chunks, octets, last);
      case State.Mail(var transaction) -> begin(session, transaction, octets, last);
      case State.Connected() -> skip(session, octets, NO_MAIL);
      case State.Ready() -> skip(session, octets, NO_MAIL);
    }
  }

  private static void begin(
      Session session, State.Transaction transaction, long octets, boolean last)
      throws IOException {
    if (transaction.recipients().isEmpty()) {
      skip(session, octets, NO_RECIPIENTS);
      return;
    }
    IncomingMessage message = session.open(transaction);
    boolean binary = transaction.options().body() == EsmtpOptions.Body.BINARY_MIME;
    Settings.Limits limits = session.context().limits();
    LineMeter lines = new LineMeter(limits, binary, message);
    ChunkDecoder decoder = new ChunkDecoder(message, lines, binary, limits.chunks());
    State.Chunks chunks = new State.Chunks(transaction, message, decoder);
    session.state(chunks);
    chunk(session, chunks, octets, last);
  }

  private static void chunk(Session session, State.Chunks chunks, long octets, boolean last)
      throws IOException {
    IncomingMessage message = chunks.message();
    chunks.decoder().begin();
    read(session, octets, chunks.decoder()::decode, () -> message.refusal().isPresent());
    if (last) {
      chunks.decoder().finish();
      session.finish(chunks.message());
      session.reset();
      return;
    }
    Optional<Reply> refusal = chunks.message().refusal();
    if (refusal.isPresent()) {
      // The transaction is over; what the client pipelined of it is read and answered 503.
      session.reset();
      session.reply(refusal.get());
    } else {
      session.conduct().forward();
      session.reply(Reply.of(250, "2.0.0", octets + " octets received"));
    }
  }

  private static void read(Session session, long octets, Blocks blocks, BooleanSupplier refused)
      throws IOException {
    Conversation in = session.conversation();
    ContentInput content = session.contentInput();
    long left = octets;
    while (left > 0) {
      content.await(refused.getAsBoolean());
      int n = (int) Math.min(left, in.limit() - in.position());
      blocks.take(in.buffer(), in.position(), in.position() + n);
      in.consume(n);
      left -= n;
    }
  }

  private static void skip(Session session, long octets, Reply reply) throws IOException {
    read(session, octets, (block, from, to) -> {}, () -> true);
    session.reply(reply);
  }

  /** Takes the octets of a chunk as they come. */
  @FunctionalInterface
  private interface Blocks {
    void take(byte[] block, int from, int to);
  }
}
