package io.postern.inbound;

import io.postern.config.settings.Tolerance;
import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Reply;
import io.postern.core.wire.Wire;
import io.postern.inbound.strict.Tolerances;
import io.postern.inbound.upstream.MessageProof;
import io.postern.inbound.upstream.Upstreams;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;

/**
 * One SMTP session, from greeting to close, on its own virtual thread: {@link CommandLoop} reads
 * the commands, their verbs say here what becomes of the session and its message. Other threads use
 * only its {@link Interruption}.
 */
final class Session {
  static final Reply TIMEOUT = Reply.of(421, "4.4.2", "Timeout");

  private static final Reply NOT_TAKEN = Reply.of(451, "4.3.0", "Local error, try again later");
  private static final Reply INTERNAL =
      Reply.of(421, "4.3.0", "Local error, closing, try again later");

  /** So that the client can read the last reply before a reset overtakes it. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final ListenerContext context;
  private final Wire wire;
  private final Conversation conversation;
  private final ConnectedClient client;
  private final Conduct conduct;
  private final Interruption interruption;
  private final Upstreams.Share share;
  private final Tolerances tolerances;
  private State state = new State.Connected();
  private long messages;
  private boolean closing;

  Session(ListenerContext context, Wire wire) {
    this.context = context;
    this.wire = wire;
    this.conversation = new Conversation(wire, context.limits().sessionTimeout());
    this.client = new ConnectedClient(context, wire);
    this.conduct = new Conduct(context.limits());
    this.interruption = new Interruption(wire);
    this.tolerances = new Tolerances(context.tolerated(), context.name(), context.meters());
    this.share = context.upstreams().newShare();
  }

  /** Runs to the end; never throws. The caller closes the wire. */
  void run() {
    SessionLog.connected(client.addressText());
    String why = "closed";
    try {
      if (context.implicitTls()) {
        startTls();
      }
      new CommandLoop(this).run();
      conversation.end(LINGER);
    } catch (SocketTimeoutException e) {
      why = "timeout";
      lastWords(TIMEOUT);
    } catch (SSLException e) {
      why = "tls";
      SessionLog.handshakeFailed(client.addressText(), e);
    } catch (EOFException e) {
      why = interruption.cause().map(Interruption.Cause::why).orElse("cut");
      interruption.cause().ifPresent(ours -> lastWords(ours.reply()));
    } catch (IOException e) {
      why = "lost";
    } catch (RuntimeException | Error e) {
      // An Error ends this session and no other: the client must hear of it and keep its message.
      why = "failed";
      SessionLog.broken(client.addressText(), e);
      lastWords(INTERNAL);
    } finally {
      reset();
      share.close();
      SessionLog.ended(client.addressText(), messages, tolerances, why);
      context.counts().ended(why);
    }
  }

  /** Says something if the connection still carries it. */
  private void lastWords(Reply reply) {
    try {
      conversation.reply(reply);
      conversation.end(LINGER);
    } catch (IOException e) {
      // The peer is gone; there is nobody to tell.
    }
  }

  ListenerContext context() {
    return context;
  }

  Conversation conversation() {
    return conversation;
  }

  ConnectedClient client() {
    return client;
  }

  Conduct conduct() {
    return conduct;
  }

  Interruption interruption() {
    return interruption;
  }

  /** What the session counts for. */
  Upstreams.Share share() {
    return share;
  }

  Tolerances tolerances() {
    return tolerances;
  }

  boolean tolerates(Tolerance deviation) {
    return tolerances.use(deviation);
  }

  State state() {
    return state;
  }

  void state(State next) {
    state = next;
  }

  long messages() {
    return messages;
  }

  boolean isClosing() {
    return closing;
  }

  /** After EHLO or HELO everything begins anew (RFC 5321 4.1.4). */
  void greet(String name, boolean withExtensions) {
    reset();
    client.greeted(name, withExtensions);
    state = new State.Ready();
  }

  /** Nothing said before TLS counts within it (RFC 3207 4.2). */
  void startTls() throws IOException {
    shakeHands();
    conversation.restart();
    reset(); // a draft that BDAT began is abandoned
    state = new State.Connected();
    client.secured();
  }

  private void shakeHands() throws IOException {
    long start = System.nanoTime();
    try {
      wire.startTls(context.tls().orElseThrow().newEngine(), context.limits().handshakeTimeout());
      context.counts().shookHands(wire.tls().orElseThrow(), since(start));
    } catch (SSLException e) {
      context.counts().handshakeFailed(e);
      throw e;
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  /** A transaction begins, and must end in time. */
  void begin() {
    conversation.limit(context.limits().transactionTimeout());
  }

  /** Forgets the message that is open. */
  void reset() {
    conversation.unlimit();
    switch (state) {
      case State.Chunks chunks -> {
        chunks.message().close();
        state = new State.Ready();
      }
      case State.Mail mail -> state = new State.Ready();
      case State.Ready ready -> {}
      case State.Connected connected -> {}
    }
  }

  /** Replies, and counts what only a broken or hostile client does. */
  void reply(Reply reply) throws IOException {
    if (!reply.positive()) {
      context.counts().refused(reply);
    }
    conduct.answered(reply);
    answer(reply);
  }

  /** Replies and ends the session. */
  void close(Reply reply) throws IOException {
    answer(reply);
    leave();
  }

  private void answer(Reply reply) throws IOException {
    if (reply.code() >= 500) {
      SessionLog.refused(client.addressText(), state.getClass().getSimpleName(), reply);
    }
    conversation.reply(reply);
  }

  /** Ends the session without another word. */
  void leave() {
    closing = true;
  }

  /** How the content of a message or chunk is read. */
  ContentInput contentInput() {
    return new ContentInput(conversation, context.limits(), System::nanoTime);
  }

  /**
   * A refused message does not end: 552, which unlike 421 keeps the client from sending all of it
   * again, and the session ends, because what follows cannot be taken for commands.
   */
  void overrun() throws IOException {
    close(Refusal.TOO_LARGE.reply());
    try {
      conversation.drain(LINGER);
    } catch (SocketTimeoutException e) {
      // It has stopped sending and had its second to read the reply.
    }
  }

  /** Opens a draft for the transaction's message. */
  IncomingMessage open(State.Transaction transaction) {
    Instant now = context.time().instant();
    MessageId id = MessageId.create(now.toEpochMilli());
    IncomingMessage.Terms terms =
        new IncomingMessage.Terms(
            context.limits(),
            context.hostname(),
            context.upstreams().identityFields(),
            transaction.authorisation().prove(transaction.from(), share),
            tolerances,
            proof -> envelope(id, proof, transaction, now));
    return new IncomingMessage(terms, context.intake().newDraft(id));
  }

  private Envelope envelope(
      MessageId id, MessageProof proof, State.Transaction transaction, Instant now) {
    return new Envelope(
        id,
        client.upstream(proof, transaction),
        transaction.from(),
        transaction.recipients(),
        now,
        transaction.options());
  }

  /** Hands a whole message over; the reply goes out once it is durable or refused. */
  void finish(IncomingMessage message) throws IOException {
    messages++;
    long start = System.nanoTime();
    Reply reply;
    try {
      reply = message.finish(context.intake());
    } catch (RuntimeException | Error e) {
      SessionLog.broken(client.addressText(), e);
      reply = NOT_TAKEN;
    }
    context.counts().answered(reply, message.size(), since(start));
    if (reply.positive()) {
      conduct.accepted();
      message.envelope().ifPresent(e -> SessionLog.accepted(e, message.size()));
    }
    reply(reply);
  }
}
