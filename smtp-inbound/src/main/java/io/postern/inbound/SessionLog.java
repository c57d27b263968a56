package io.postern.inbound;

import io.postern.core.model.Envelope;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.inbound.strict.Tolerances;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the log says about sessions, in one place so that it can be seen at a glance that it names
 * ids, addresses, sizes and codes, and never anything out of a message. The session is the thread's
 * name.
 */
final class SessionLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.postern.inbound");

  private SessionLog() {}

  static void connected(String client) {
    event(LOG.atDebug()).addKeyValue("client", client).log("connected");
  }

  /** Worth a line where something had to be tolerated. */
  static void ended(String client, long messages, Tolerances tolerances, String why) {
    event(tolerances.unused() ? LOG.atDebug() : LOG.atInfo())
        .addKeyValue("client", client)
        .addKeyValue("messages", messages)
        .addKeyValue("tolerated", tolerances)
        .addKeyValue("why", why)
        .log("session ended");
  }

  static void accepted(Envelope envelope, long size) {
    event(LOG.atInfo())
        .addKeyValue("id", envelope.id())
        .addKeyValue("upstream", envelope.upstream().name())
        .addKeyValue("sender_domain", domain(envelope.from()))
        .addKeyValue("recipients", envelope.to().size())
        .addKeyValue("size", size)
        .log("accepted");
  }

  static void refused(String client, String state, Reply reply) {
    event(LOG.atInfo())
        .addKeyValue("client", client)
        .addKeyValue("state", state)
        .addKeyValue("code", code(reply))
        .log("refused");
  }

  static void authenticated(String client, String user, String mechanism) {
    event(LOG.atInfo())
        .addKeyValue("client", client)
        .addKeyValue("user", user)
        .addKeyValue("mechanism", mechanism)
        .log("authenticated");
  }

  /** The user only where there is one: others are passwords in the wrong field. */
  static void authenticationFailed(String client, Optional<String> user, String mechanism) {
    event(LOG.atWarn())
        .addKeyValue("client", client)
        .addKeyValue("user", user.orElse("unknown"))
        .addKeyValue("mechanism", mechanism)
        .log("authentication failed");
  }

  static void authenticationLocked(String client, String mechanism) {
    event(LOG.atWarn())
        .addKeyValue("client", client)
        .addKeyValue("mechanism", mechanism)
        .log("authentication put off, too many failures");
  }

  static void limited(String client, String user, String what) {
    event(LOG.atWarn())
        .addKeyValue("client", client)
        .addKeyValue("user", user)
        .addKeyValue("limit", what)
        .log("account over its hourly limit");
  }

  static void injected(String client) {
    event(LOG.atWarn()).addKeyValue("client", client).log("commands injected after STARTTLS");
  }

  static void handshakeFailed(String client, Exception e) {
    event(LOG.atInfo())
        .addKeyValue("client", client)
        .addKeyValue("error", String.valueOf(e.getMessage()))
        .log("TLS handshake failed");
  }

  static void storeFailed(Exception e) {
    event(LOG.atError()).setCause(e).log("the store did not take a message's content");
  }

  /** By class and place alone: the message of an exception may quote what it choked on. */
  static void broken(String client, Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    event(LOG.atError())
        .addKeyValue("client", client)
        .addKeyValue("error", e.getClass().getName())
        .addKeyValue("at", trace.length == 0 ? "unknown" : trace[0])
        .log("session failed");
  }

  static void listening(String name, Object address) {
    LOG.atInfo().addKeyValue("listener", name).addKeyValue("address", address).log("listening");
  }

  static void acceptFailed(Throwable e) {
    LOG.atWarn().addKeyValue("error", String.valueOf(e.getMessage())).log("cannot accept");
  }

  static void overLimit(String client) {
    LOG.atWarn().addKeyValue("client", client).log("too many sessions");
  }

  private static LoggingEventBuilder event(LoggingEventBuilder builder) {
    return builder.addKeyValue("session", Thread.currentThread().getName());
  }

  private static String code(Reply reply) {
    return reply.code() + reply.enhanced().map(e -> " " + e).orElse("");
  }

  private static String domain(ReversePath from) {
    return switch (from) {
      case ReversePath.Null() -> "<>";
      case ReversePath.From(var mailbox) -> mailbox.domain();
    };
  }
}
