package io.postern.outbound.client;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.Reply;
import io.postern.core.tlsrpt.SessionWatch;
import io.postern.core.tlsrpt.TlsFault;
import io.postern.core.wire.HandshakeException;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.Wire;
import io.postern.core.wire.Wires;
import io.postern.outbound.tls.Checker;
import io.postern.outbound.tls.SessionJudge;
import io.postern.outbound.tls.TlsPlan;
import io.postern.outbound.tls.TlsVerdict;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections: TCP, greeting, EHLO, STARTTLS, the verdict on the session, EHLO again and, on
 * a return route that wants it, AUTH. Safe for use by many threads.
 */
public final class Connector {
  /** What to do about STARTTLS. */
  private enum Use {
    /** Without a session that is good enough there is no connection. */
    REQUIRE,
    TRY,
    /** A handshake failed just before. */
    NEVER
  }

  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private final TlsEngines.Client engines;
  private final TlsEngines.Client lenient;
  private final Checker checker;
  private final Timeouts timeouts;
  private final SessionTeller teller;

  /**
   * @param engines offer what is good enough where TLS is a must
   * @param lenient offer everything else that is still sound too: mail that may go in clear is
   *     better off with it
   * @param checker what certificates are held against
   * @param watch told what every session is like for what its host's domain publishes
   */
  public Connector(
      TlsEngines.Client engines,
      TlsEngines.Client lenient,
      Checker checker,
      Timeouts timeouts,
      SessionWatch watch) {
    this.engines = engines;
    this.lenient = lenient;
    this.checker = checker;
    this.timeouts = timeouts;
    this.teller = new SessionTeller(watch);
  }

  /** Opens a connection that is as good as planned, blocking. */
  public Opening open(Target target, TlsPlan plan) {
    return switch (plan.need()) {
      case VERIFY, ENCRYPT -> attempt(target, plan, Use.REQUIRE);
      case MAY -> {
        Opening first = attempt(target, plan, Use.TRY);
        // A failed handshake leaves the connection useless, so the clear attempt needs another.
        yield first instanceof Opening.Unprotected ? attempt(target, plan, Use.NEVER) : first;
      }
    };
  }

  private Opening attempt(Target target, TlsPlan plan, Use use) {
    try {
      Wire wire =
          Wires.connect(target.from(), target.address(), timeouts.connect(), timeouts.write());
      return introduce(new SmtpConnection(wire, target, plan), use);
    } catch (IOException e) {
      return unreachable(target, e);
    }
  }

  private Opening introduce(SmtpConnection connection, Use use) {
    boolean opened = false;
    try {
      Opening result = greet(connection, use);
      opened = result instanceof Opening.Opened;
      return result;
    } catch (IOException e) {
      return unreachable(connection.target(), e);
    } finally {
      if (!opened) {
        connection.abort();
      }
    }
  }

  private Opening greet(SmtpConnection connection, Use use) throws IOException {
    Reply greeting = connection.reply(timeouts.reply());
    if (greeting.code() != 220) {
      return refused(connection, greeting);
    }
    Optional<Opening> refusal = hello(connection, use);
    if (refusal.isEmpty()) {
      refusal = secure(connection, use);
    }
    if (refusal.isEmpty() && connection.tls().isPresent()) {
      refusal = hello(connection, use);
    }
    if (refusal.isEmpty()) {
      refusal = withoutRequireTls(connection);
    }
    if (refusal.isEmpty()) {
      refusal = login(connection);
    }
    return refusal.orElseGet(() -> new Opening.Opened(connection));
  }

  private Optional<Opening> hello(SmtpConnection connection, Use use) throws IOException {
    Reply ehlo = connection.ask("EHLO " + ownName(connection), timeouts.reply());
    if (ehlo.code() == 250) {
      connection.capabilities(Capabilities.of(ehlo));
      return Optional.empty();
    }
    // HELO cannot offer STARTTLS, so it is no way out where TLS is a must.
    boolean old = ehlo.permanent() && use != Use.REQUIRE;
    Reply helo = old ? connection.ask("HELO " + ownName(connection), timeouts.reply()) : ehlo;
    return helo.code() == 250 ? Optional.empty() : Optional.of(refused(connection, helo));
  }

  private static String ownName(SmtpConnection connection) {
    return connection.target().source().helo();
  }

  private Optional<Opening> secure(SmtpConnection connection, Use use) throws IOException {
    if (use == Use.NEVER) {
      return Optional.empty();
    }
    if (!connection.capabilities().startTls()) {
      teller.failed(connection, TlsFault.STARTTLS_NOT_OFFERED);
      return withoutTls(use, "STARTTLS is not offered");
    }
    Reply reply = connection.ask("STARTTLS", timeouts.reply());
    if (!connection.usable()) {
      return Optional.of(refused(connection, reply));
    }
    if (reply.code() == 220) {
      return handshake(connection);
    }
    teller.failed(connection, TlsFault.STARTTLS_REFUSED);
    return notStarted(use, reply);
  }

  /** "Not now" is no "never" (RFC 3207 4). */
  private static Optional<Opening> notStarted(Use use, Reply reply) {
    String why = "STARTTLS was answered with " + reply.code();
    return use == Use.REQUIRE
        ? Optional.of(new Opening.Unprotected(why, Optional.empty(), reply.temporary()))
        : Optional.empty();
  }

  /** RFC 8689 4.2.1; only what is offered under TLS counts. */
  private static Optional<Opening> withoutRequireTls(SmtpConnection connection) {
    return connection.plan().requireTls() && !connection.capabilities().requireTls()
        ? Optional.of(
            new Opening.Unprotected(
                "REQUIRETLS is not offered", connection.tls().map(TlsVerdict::proof)))
        : Optional.empty();
  }

  /** Never with the words of the host: they may repeat what we said. */
  private Optional<Opening> login(SmtpConnection connection) throws IOException {
    Optional<KnownRelay.Login> login = connection.target().via().flatMap(KnownRelay::login);
    if (login.isEmpty()) {
      return Optional.empty();
    }
    if (connection.tls().filter(TlsVerdict.Verified.class::isInstance).isEmpty()) {
      throw new IllegalStateException("a password goes over verified TLS only");
    }
    if (!connection.capabilities().authPlain()) {
      return Optional.of(notLoggedIn(connection, "does not offer AUTH PLAIN"));
    }
    Reply reply = connection.ask("AUTH PLAIN " + login.get().plain(), timeouts.reply());
    return reply.code() == 235
        ? Optional.empty()
        : Optional.of(notLoggedIn(connection, "answered " + reply.code() + " to our login"));
  }

  private static Opening notLoggedIn(SmtpConnection connection, String why) {
    String label = connection.target().label();
    LOG.error("login: {} {}; mail waits", label, why);
    return new Opening.Unreachable(HostReply.own(451, "4.7.8", label + " " + why));
  }

  private static Optional<Opening> withoutTls(Use use, String why) {
    return use == Use.REQUIRE
        ? Optional.of(new Opening.Unprotected(why, Optional.empty()))
        : Optional.empty();
  }

  private Optional<Opening> handshake(SmtpConnection connection) {
    TlsPlan plan = connection.plan();
    SessionJudge judge = new SessionJudge(checker, plan);
    try {
      SSLEngine engine =
          connection
              .target()
              .via()
              .map(KnownRelay::engines)
              .orElseGet(() -> enginesFor(plan))
              .newEngine(plan.serverName(), judge);
      SSLSession session = connection.startTls(engine, timeouts.handshake());
      TlsVerdict verdict = judge.verdict(session, TlsEngines.group(engine));
      connection.tls(verdict);
      Optional<Opening> refusal = notGoodEnough(plan, verdict);
      teller.finished(connection, judge, refusal.isPresent());
      return refusal;
    } catch (IOException e) {
      teller.cut(connection, judge);
      return Optional.of(
          judge
              .rejection()
              .<Opening>map(r -> new Opening.Unprotected(r.why(), Optional.of(r.proof())))
              .orElseGet(() -> withoutHandshake(e)));
    }
  }

  private TlsEngines.Client enginesFor(TlsPlan plan) {
    return switch (plan.need()) {
      case MAY -> lenient;
      case ENCRYPT, VERIFY -> engines;
    };
  }

  private static Opening withoutHandshake(IOException e) {
    return new Opening.Unprotected(
        "TLS handshake failed: " + describe(e), Optional.empty(), mayPass(e));
  }

  /** Whether the host, or the way to it, was only out of order, and said nothing about its TLS. */
  private static boolean mayPass(IOException e) {
    return switch (e) {
      case HandshakeException own ->
          switch (own.reason()) {
            case TIMEOUT, CLOSED -> true;
            case INJECTION -> false;
          };
      case SSLException refused -> false;
      case MalformedReplyException injected -> false;
      default -> true;
    };
  }

  private Optional<Opening> notGoodEnough(TlsPlan plan, TlsVerdict verdict) {
    boolean tooOld = !plan.minimum().metBy(verdict.proof().version());
    return switch (plan.need()) {
      case MAY -> Optional.empty();
      case ENCRYPT ->
          tooOld
              ? unprotected("the session is older than " + plan.minimum().label(), verdict)
              : checker
                  .weakSuite(verdict.proof().cipher())
                  .flatMap(why -> unprotected(why, verdict));
      case VERIFY ->
          switch (verdict) {
            case TlsVerdict.Verified _ -> Optional.empty();
            case TlsVerdict.Unverified(var _, String why) -> unprotected(why, verdict);
          };
    };
  }

  private static Optional<Opening> unprotected(String why, TlsVerdict verdict) {
    return Optional.of(new Opening.Unprotected(why, Optional.of(verdict.proof())));
  }

  /** Before MAIL whatever is said is about us and not about a message. */
  private static Opening refused(SmtpConnection connection, Reply reply) {
    Deferral meaning = connection.why(reply);
    return new Opening.Refused(
        connection.from(reply), meaning == Deferral.MESSAGE ? Deferral.DESTINATION : meaning);
  }

  private static Opening unreachable(Target target, IOException e) {
    if (e instanceof BindException) {
      LOG.error("source {}: cannot be sent from: {}", target.source().name(), describe(e));
      return new Opening.Busy(
          HostReply.own(451, "4.3.5", "Our address of the source cannot be used: " + describe(e)));
    }
    return new Opening.Unreachable(
        HostReply.own(451, "4.4.1", target.label() + ": " + describe(e)));
  }

  /** One line about a failure, without line breaks. */
  static String describe(IOException e) {
    return switch (e) {
      case SocketTimeoutException timeout -> "no answer in time";
      case NoRouteToHostException none -> "no route to host";
      case ConnectException refused -> "connection refused";
      default -> oneLine(e);
    };
  }

  private static String oneLine(IOException e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String clean = text.replaceAll("\\p{Cntrl}+", " ");
    return clean.length() > 200 ? clean.substring(0, 200) : clean;
  }
}
