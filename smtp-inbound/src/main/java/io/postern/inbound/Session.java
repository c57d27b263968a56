package io.postern.inbound;

import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Reply;
import io.postern.core.model.Upstream;
import io.postern.core.wire.PeerCertificate;
import io.postern.core.wire.Wire;
import io.postern.inbound.auth.Account;
import io.postern.inbound.auth.Mechanism;
import io.postern.inbound.auth.Peer;
import io.postern.inbound.strict.Tolerances;
import io.postern.inbound.syntax.SyntaxException;
import io.postern.inbound.upstream.Authorisation;
import io.postern.inbound.upstream.Link;
import io.postern.inbound.upstream.MessageProof;
import io.postern.inbound.upstream.Upstreams;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * One SMTP session, from greeting to close, on its own virtual thread. Other threads call only
 * {@link #stop}.
 */
final class Session {
  private static final Reply SYNTAX = Reply.of(500, "5.5.2", "Command not understood");
  private static final Reply TOO_LONG = Reply.of(500, "5.5.2", "Command line too long");
  private static final Reply LINE_ENDS =
      Reply.of(500, "5.5.2", "Lines end with CRLF and hold UTF-8 without control characters");
  private static final Reply UNKNOWN = Reply.of(500, "5.5.1", "Command not known");
  private static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors");
  private static final Reply TIMEOUT = Reply.of(421, "4.4.2", "Timeout");
  private static final Reply EARLY = Reply.plain(554, "Wait for the greeting (RFC 5321 3.1)");
  private static final Reply OUT_OF_STEP =
      Reply.of(554, "5.5.0", "Wait for the reply before sending more (RFC 2920 3.1)");
  private static final Reply IN_VAIN =
      Reply.of(421, "4.7.0", "Too many commands that bring no message forward");
  private static final Reply STOPPING = Reply.of(421, "4.3.2", "Shutting down, try again later");
  private static final Reply NOT_TAKEN = Reply.of(451, "4.3.0", "Local error, try again later");
  private static final Reply INTERNAL =
      Reply.of(421, "4.3.0", "Local error, closing, try again later");

  /** Besides 500 to 509: failed AUTH, malformed address, unknown parameter. */
  private static final Set<Integer> COUNTED = Set.of(535, 553, 555);

  /** So that the client can read the last reply before a reset overtakes it. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final ListenerContext context;
  private final Wire wire;
  private final Conversation conversation;
  private final Upstreams.Share share;
  private final Tolerances tolerances;
  private Authorisation authorisation;
  private Peer peer;
  private Optional<Account> account = Optional.empty();
  private boolean authenticated;
  private State state = new State.Connected();
  private String helo = "";
  private boolean extended;
  private int errors;

  /** Commands that brought no message forward, since the last message. */
  private int inVain;

  private long messages;
  private boolean closing;

  /** True while nothing of a message is here, so that a stop may end the wait for a command. */
  private volatile boolean idle = true;

  private volatile boolean stopping;

  /** Since when it waits for a command, as {@link System#nanoTime}; only while it does. */
  private volatile long waitingSince;

  private volatile boolean waiting;

  /** Told to give its place to others. */
  private volatile boolean hurried;

  Session(ListenerContext context, Wire wire) {
    this.context = context;
    this.wire = wire;
    this.conversation = new Conversation(wire, context.limits().sessionTimeout());
    this.tolerances = new Tolerances(context.tolerated(), context.name(), context.meters());
    this.share = context.upstreams().newShare();
    this.authorisation = context.upstreams().ofClient(link(new PeerCertificate.None()));
    this.peer = new Peer(address(), new PeerCertificate.None());
  }

  /** Runs to the end; never throws. The caller closes the wire. */
  void run() {
    SessionLog.connected(client());
    String why = "closed";
    try {
      if (context.implicitTls()) {
        startTls();
      }
      converse();
    } catch (SocketTimeoutException e) {
      why = "timeout";
      lastWords(TIMEOUT);
    } catch (SSLException e) {
      why = "tls";
      SessionLog.handshakeFailed(client(), e);
    } catch (EOFException e) {
      why = stopping ? "stopped" : hurried ? "timeout" : "cut";
      if (stopping || hurried) {
        lastWords(stopping ? STOPPING : TIMEOUT);
      }
    } catch (IOException e) {
      why = "lost";
    } catch (RuntimeException | Error e) {
      // An Error ends this session and no other: the client must hear of it and keep its message.
      why = "failed";
      SessionLog.broken(client(), e);
      lastWords(INTERNAL);
    } finally {
      reset();
      share.close();
      SessionLog.ended(client(), messages, tolerances, why);
      context.counts().ended(why);
    }
  }

  private void converse() throws IOException {
    if (conversation.hasInput() && !tolerates(Tolerance.EARLY_TALK)) {
      close(EARLY);
    } else {
      reply(Reply.plain(220, context.hostname() + " ESMTP Postern"));
    }
    while (!closing) {
      idle = state instanceof State.Connected || state instanceof State.Ready;
      if (stopping && idle) {
        close(STOPPING);
      } else {
        command();
      }
    }
    conversation.end(LINGER);
  }

  private void command() throws IOException {
    Settings.Limits limits = context.limits();
    switch (awaitLine(limits)) {
      case Conversation.Line.Text(var text) -> run(text);
      case Conversation.Line.TooLong() -> refuse(TOO_LONG);
      case Conversation.Line.Malformed() -> refuse(LINE_ENDS);
      case Conversation.Line.End() -> end();
    }
    if (errors >= limits.errors() && !closing) {
      close(TOO_MANY_ERRORS);
    }
    if (inVain >= limits.commands() && !closing) {
      close(IN_VAIN);
    }
  }

  /** A line that is no command. Behind BDAT octets follow that are none either, and how many? */
  private void refuse(Reply reply) throws IOException {
    inVain++;
    if (conversation.mayBeChunk()) {
      close(reply);
    } else {
      reply(reply);
    }
  }

  private Conversation.Line awaitLine(Settings.Limits limits) throws IOException {
    waitingSince = System.nanoTime();
    waiting = true;
    try {
      return conversation.readLine(limits.commandLine(), limits.commandTimeout());
    } finally {
      waiting = false;
    }
  }

  /** The client is gone, or we have ended our waiting. */
  private void end() throws IOException {
    if (stopping) {
      close(STOPPING);
    } else if (hurried) {
      close(TIMEOUT);
    } else {
      closing = true;
    }
  }

  private void run(String line) throws IOException {
    idle = false;
    int space = line.indexOf(' ');
    String name = space < 0 ? line : line.substring(0, space);
    String argument = space < 0 ? "" : line.substring(space + 1).stripTrailing();
    Optional<Verb> verb = Verbs.find(name);
    if (verb.isEmpty()) {
      refuse(name.isEmpty() ? SYNTAX : UNKNOWN);
    } else if (isInStep(verb.get())) {
      inVain++;
      run(verb.get(), argument);
    } else {
      close(OUT_OF_STEP);
    }
  }

  private void run(Verb verb, String argument) throws IOException {
    try {
      verb.run(this, argument);
    } catch (SyntaxException e) {
      reply(e.reply());
    }
  }

  /**
   * A client that sends more before the answer to certain commands, or before pipelining was
   * offered, does not read replies: what it sends is meant for somebody else.
   */
  private boolean isInStep(Verb verb) throws IOException {
    Optional<Tolerance> deviation =
        extended || verb.endsInput()
            ? verb.pipelinedBehind()
            : Optional.of(Tolerance.UNOFFERED_PIPELINING);
    return deviation.isEmpty() || !conversation.hasInput() || tolerates(deviation.get());
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

  Authorisation authorisation() {
    return authorisation;
  }

  /** What the session counts for. */
  Upstreams.Share share() {
    return share;
  }

  /** What a client hears that may not relay. */
  Reply denial() {
    return authorisation.denial(helo);
  }

  private Link link(PeerCertificate certificate) {
    return new Link(
        address(),
        wire.tls().map(SSLSession::getProtocol),
        certificate,
        context.clientAuthorities(),
        context.time());
  }

  InetAddress address() {
    return wire.remoteAddress().getAddress();
  }

  /** The client's address as text, without the zone that a link-local one has. */
  String client() {
    String text = address().getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  long messages() {
    return messages;
  }

  boolean isExtended() {
    return extended;
  }

  boolean isEncrypted() {
    return wire.tls().isPresent();
  }

  boolean mayStartTls() {
    return context.tls().isPresent() && !isEncrypted();
  }

  /** Where it connects from, with the certificate of the last handshake. */
  Peer peer() {
    return peer;
  }

  /** The mechanisms that this client may use here and now: within TLS only (RFC 4954 4). */
  List<Mechanism> mechanisms() {
    return isEncrypted() ? context.authenticator().offered(peer) : List.of();
  }

  /** RFC 4954 4: once. */
  boolean mayAuthenticate() {
    return !authenticated && !mechanisms().isEmpty();
  }

  /** The account that the client has proved, by AUTH or by its certificate. */
  Optional<Account> account() {
    return account;
  }

  /** After EHLO or HELO everything begins anew (RFC 5321 4.1.4). */
  void greet(String name, boolean withExtensions) {
    reset();
    helo = name;
    extended = withExtensions;
    state = new State.Ready();
  }

  /** After AUTH. */
  void authenticated(Account proved) {
    authenticated = true;
    become(proved);
  }

  private void become(Account proved) {
    account = Optional.of(proved);
    authorisation = context.upstreams().ofAccount(proved.upstream(), link(peer.certificate()));
  }

  /** The account has had its hour's share of messages or recipients. */
  void limited(String what) {
    String user = account.map(Account::user).orElse("");
    SessionLog.limited(client(), user, what);
    context.meters().count("postern_inbound_account_limited", "account", user, "limit", what);
  }

  /** A transaction begins, and must end in time. */
  void begin() {
    conversation.limit(context.limits().transactionTimeout());
  }

  /** The command that is being run has brought a message forward. */
  void forward() {
    inVain--;
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
    if (reply.code() >= 500) {
      SessionLog.refused(client(), state.getClass().getSimpleName(), reply);
      boolean protocol = reply.code() < 510 || COUNTED.contains(reply.code());
      errors += protocol ? 1 : 0;
    }
    conversation.reply(reply);
  }

  /** Replies and ends the session. */
  void close(Reply reply) throws IOException {
    if (reply.code() >= 500) {
      SessionLog.refused(client(), state.getClass().getSimpleName(), reply);
    }
    conversation.reply(reply);
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

  /** Nothing said before TLS counts within it (RFC 3207 4.2). */
  void startTls() throws IOException {
    shakeHands();
    conversation.restart();
    reset(); // a draft that BDAT began is abandoned
    state = new State.Connected();
    helo = "";
    extended = false;
    peer = new Peer(address(), PeerCertificate.of(wire));
    authorisation = context.upstreams().ofClient(link(peer.certificate()));
    // The key of a certificate is as good a proof as any; who shows one need not say AUTH.
    context.authenticator().certificate(peer).ifPresent(this::become);
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
    Upstream client =
        new Upstream(
            proof.upstream(),
            proof.kind(),
            client(),
            helo,
            protocol(transaction.options().smtpUtf8()),
            wire.tls().map(t -> describe(t, transaction.authorisation().certificate())));
    return new Envelope(
        id, client, transaction.from(), transaction.recipients(), now, transaction.options());
  }

  /** RFC 3848, RFC 6531 4.3. */
  private String protocol(boolean utf8) {
    String account = authorisation.isAccount() ? "A" : "";
    String proofs = (isEncrypted() ? "S" : "") + account;
    return extended ? (utf8 ? "UTF8SMTP" : "ESMTP") + proofs : "SMTP";
  }

  private static String describe(SSLSession session, Optional<String> certificate) {
    return session.getProtocol()
        + " "
        + session.getCipherSuite()
        + certificate.map(c -> ", client certificate " + c).orElse("");
  }

  /** Hands a whole message over; the reply goes out once it is durable or refused. */
  void finish(IncomingMessage message) throws IOException {
    messages++;
    long start = System.nanoTime();
    Reply reply;
    try {
      reply = message.finish(context.intake());
    } catch (RuntimeException | Error e) {
      SessionLog.broken(client(), e);
      reply = NOT_TAKEN;
    }
    context.counts().answered(reply, message.size(), since(start));
    if (reply.positive()) {
      inVain = 0;
      message.envelope().ifPresent(e -> SessionLog.accepted(e, message.size()));
    }
    reply(reply);
  }

  /** Ends the session before its next message; called from another thread. */
  void stop() {
    stopping = true;
    if (idle) {
      wire.endInput();
    }
  }

  /** Ends the session in the middle of whatever comes in, with 421; called from another thread. */
  void cut() {
    stopping = true;
    wire.endInput();
  }

  /** Ends the session if it has waited this long for a command; called from another thread. */
  void hurry(Duration longestWait) {
    if (waiting && System.nanoTime() - waitingSince >= longestWait.toNanos()) {
      hurried = true;
      wire.endInput();
    }
  }
}
