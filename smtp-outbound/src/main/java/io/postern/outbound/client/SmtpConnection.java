package io.postern.outbound.client;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Reply;
import io.postern.core.port.Content;
import io.postern.core.wire.Wire;
import io.postern.outbound.tls.TlsPlan;
import io.postern.outbound.tls.TlsVerdict;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/** One connection to a host, speaking SMTP. For one thread at a time. */
public final class SmtpConnection implements AutoCloseable {
  /** Long enough for a peer that is there, short enough to be polite to one that is not. */
  private static final Duration QUIT_TIMEOUT = Duration.ofSeconds(1);

  private static final byte[] END_OF_CONTENT = {'.', '\r', '\n'};

  private final Wire wire;
  private final Target target;
  private final TlsPlan plan;
  private final ReplyReader replies;
  private Capabilities capabilities = Capabilities.NONE;
  private Optional<TlsVerdict> tls = Optional.empty();
  private boolean usable = true;
  private boolean worn;
  private int transactions;
  private Instant openedAt = Instant.MAX;

  /**
   * @param plan what it was opened for; it serves nothing else
   */
  SmtpConnection(Wire wire, Target target, TlsPlan plan) {
    this.wire = wire;
    this.target = target;
    this.plan = plan;
    this.replies = new ReplyReader(wire);
  }

  Target target() {
    return target;
  }

  InetSocketAddress localAddress() {
    return wire.localAddress();
  }

  TlsPlan plan() {
    return plan;
  }

  Capabilities capabilities() {
    return capabilities;
  }

  void capabilities(Capabilities offered) {
    capabilities = offered;
  }

  /** The verdict on its session; empty in clear. */
  public Optional<TlsVerdict> tls() {
    return tls;
  }

  void tls(TlsVerdict verdict) {
    tls = Optional.of(verdict);
  }

  /** True where a transaction ended on it before. */
  boolean used() {
    return transactions > 0;
  }

  void countTransaction() {
    transactions++;
  }

  /** Ends its use after so many transactions; it still says goodbye. */
  void spoilAfter(int most) {
    worn |= transactions >= most;
  }

  /** True where it would still do, had it not carried as many transactions as it may. */
  boolean isWorn() {
    return usable && worn;
  }

  /** True where a further transaction may be put on it. */
  boolean usable() {
    return usable && !worn;
  }

  Instant openedAt() {
    return openedAt;
  }

  void openedAt(Instant when) {
    openedAt = when;
  }

  void spoil() {
    usable = false;
  }

  /** True where the peer said something that nobody asked for. */
  boolean hasUnread() throws IOException {
    return replies.holdsMore() || wire.hasInput();
  }

  /** Writes a command without sending it yet. */
  void queue(String command) throws IOException {
    if (command.indexOf('\r') >= 0 || command.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a command holds no line break");
    }
    byte[] line = (command + "\r\n").getBytes(StandardCharsets.UTF_8);
    wire.write(line, 0, line.length);
  }

  void flush() throws IOException {
    wire.flush();
  }

  /** The next reply; 421 anywhere means that the host is leaving (RFC 5321 3.8). */
  Reply reply(Duration timeout) throws IOException {
    wire.readTimeout(timeout);
    Reply reply = replies.read();
    if (reply.code() == 421) {
      spoil();
    }
    return reply;
  }

  Reply ask(String command, Duration timeout) throws IOException {
    queue(command);
    flush();
    return reply(timeout);
  }

  void writeContent(Content content) throws IOException {
    ContentWriter.write(content, wire);
  }

  /** One chunk that is the whole message (RFC 3030 2). */
  void writeChunk(Content content) throws IOException {
    queue("BDAT " + content.size() + " LAST");
    ContentWriter.writeChunk(content, wire);
    wire.flush();
  }

  void endContent() throws IOException {
    wire.write(END_OF_CONTENT, 0, END_OF_CONTENT.length);
    wire.flush();
  }

  /**
   * @throws IOException where bytes came between the reply to STARTTLS and the handshake (RFC 3207
   *     4.2), or the handshake fails
   */
  SSLSession startTls(SSLEngine engine, Duration timeout) throws IOException {
    if (replies.holdsMore()) {
      throw new MalformedReplyException("plain text after the reply to STARTTLS");
    }
    wire.startTls(engine, timeout);
    // RFC 3207 4.2: what was said in clear is forgotten.
    capabilities = Capabilities.NONE;
    return wire.tls().orElseThrow();
  }

  /** What a temporary reply means. */
  Deferral why(Reply reply) {
    return ProviderReplies.KNOWN.meaning(target.host().name(), reply);
  }

  /** What the host said, with its name. */
  HostReply from(Reply reply) {
    return new HostReply(target.label(), reply);
  }

  /** Says QUIT where that makes sense, and closes. */
  @Override
  public void close() {
    try (wire) {
      if (usable) {
        ask("QUIT", QUIT_TIMEOUT);
      }
    } catch (IOException e) {
      // RFC 5321 4.1.1.10: the transaction is long settled, so nothing depends on the answer.
    }
  }

  /** Closes without a word. */
  void abort() {
    spoil();
    wire.close();
  }
}
