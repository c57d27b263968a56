package io.postern.outbound.client;

import io.postern.core.model.HostReply;
import io.postern.core.model.Reply;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.Wire;
import io.postern.core.wire.Wires;
import io.postern.outbound.route.MxHost;
import io.postern.outbound.tls.PkixVerifier;
import io.postern.outbound.tls.ReferenceNames;
import io.postern.outbound.tls.TlsDemand;
import io.postern.outbound.tls.TlsVerdict;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
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
    /** Without a verified session there is no connection. */
    REQUIRE,
    TRY,
    /** A handshake failed just before. */
    NEVER
  }

  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private final String ownName;
  private final TlsEngines.Client engines;
  private final PkixVerifier verifier;
  private final ReferenceNames names;
  private final Timeouts timeouts;

  /**
   * @param ownName our host name for EHLO
   * @param engines makes engines that accept any certificate; the verdict is reached here
   */
  public Connector(
      String ownName,
      TlsEngines.Client engines,
      PkixVerifier verifier,
      ReferenceNames names,
      Timeouts timeouts) {
    this.ownName = ownName;
    this.engines = engines;
    this.verifier = verifier;
    this.names = names;
    this.timeouts = timeouts;
  }

  /** Opens a connection that is as good as demanded, blocking. */
  public Opening open(Target target, TlsDemand demand) {
    return switch (demand) {
      case TlsDemand.Verified must -> attempt(target, demand, Use.REQUIRE);
      case TlsDemand.Opportunistic may -> {
        Opening first = attempt(target, demand, Use.TRY);
        // A failed handshake leaves the connection useless, so the clear attempt needs another.
        yield first instanceof Opening.Unprotected ? attempt(target, demand, Use.NEVER) : first;
      }
    };
  }

  private Opening attempt(Target target, TlsDemand demand, Use use) {
    try {
      Wire wire = Wires.connect(target.address(), timeouts.connect(), timeouts.write());
      return introduce(new SmtpConnection(wire, target, demand), use);
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
      return new Opening.Refused(connection.from(greeting));
    }
    Optional<Opening> refusal = hello(connection, use);
    if (refusal.isEmpty()) {
      refusal = secure(connection, use);
    }
    if (refusal.isEmpty() && connection.tls().isPresent()) {
      refusal = hello(connection, use);
    }
    if (refusal.isEmpty()) {
      refusal = login(connection);
    }
    return refusal.orElseGet(() -> new Opening.Opened(connection));
  }

  private Optional<Opening> hello(SmtpConnection connection, Use use) throws IOException {
    Reply ehlo = connection.ask("EHLO " + ownName, timeouts.reply());
    if (ehlo.code() == 250) {
      connection.capabilities(Capabilities.of(ehlo));
      return Optional.empty();
    }
    // HELO cannot offer STARTTLS, so it is no way out where TLS is a must.
    boolean old = ehlo.permanent() && use != Use.REQUIRE;
    Reply helo = old ? connection.ask("HELO " + ownName, timeouts.reply()) : ehlo;
    return helo.code() == 250
        ? Optional.empty()
        : Optional.of(new Opening.Refused(connection.from(helo)));
  }

  private Optional<Opening> secure(SmtpConnection connection, Use use) throws IOException {
    if (use == Use.NEVER) {
      return Optional.empty();
    }
    if (!connection.capabilities().startTls()) {
      return withoutTls(use, "STARTTLS is not offered");
    }
    Reply reply = connection.ask("STARTTLS", timeouts.reply());
    if (!connection.usable()) {
      return Optional.of(new Opening.Refused(connection.from(reply)));
    }
    return reply.code() == 220
        ? handshake(connection, use)
        : withoutTls(use, "STARTTLS was answered with " + reply.code());
  }

  /** Never with the words of the host: they may repeat what we said. */
  private Optional<Opening> login(SmtpConnection connection) throws IOException {
    Optional<ReturnRoute.Login> login = connection.target().via().flatMap(ReturnRoute::login);
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
    LOG.error("return route: {} {}; mail waits", label, why);
    return new Opening.Unreachable(HostReply.own(451, "4.7.8", label + " " + why));
  }

  private static Optional<Opening> withoutTls(Use use, String why) {
    return use == Use.REQUIRE
        ? Optional.of(new Opening.Unprotected(why, Optional.empty()))
        : Optional.empty();
  }

  private Optional<Opening> handshake(SmtpConnection connection, Use use) {
    Target target = connection.target();
    try {
      SSLSession session =
          connection.startTls(
              target
                  .via()
                  .map(ReturnRoute::engines)
                  .orElse(engines)
                  .newEngine(serverName(target.host())),
              timeouts.handshake());
      TlsVerdict verdict = verifier.verify(session, names.of(target.nextHop(), target.host()));
      connection.tls(verdict);
      return tooOld(connection.demand(), verdict).or(() -> judge(verdict, use));
    } catch (IOException e) {
      return Optional.of(
          new Opening.Unprotected("TLS handshake failed: " + describe(e), Optional.empty()));
    }
  }

  private static Optional<Opening> tooOld(TlsDemand demand, TlsVerdict verdict) {
    return switch (demand) {
      case TlsDemand.Opportunistic any -> Optional.empty();
      case TlsDemand.Verified must ->
          must.minimum().metBy(verdict.proof().version())
              ? Optional.empty()
              : Optional.of(
                  new Opening.Unprotected(
                      "the session is older than " + must.minimum().label(),
                      Optional.of(verdict.proof())));
    };
  }

  private static Optional<Opening> judge(TlsVerdict verdict, Use use) {
    return switch (verdict) {
      case TlsVerdict.Verified good -> Optional.empty();
      case TlsVerdict.Unverified(var proof, String why) ->
          use == Use.REQUIRE
              ? Optional.of(new Opening.Unprotected(why, Optional.of(proof)))
              : Optional.empty();
    };
  }

  /** RFC 6066 3: the name of the host that we connect to, never an address. */
  private static Optional<String> serverName(MxHost host) {
    try {
      return host.literal().isPresent()
          ? Optional.empty()
          : Optional.of(new SNIHostName(host.name()).getAsciiName());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // an MX name that is no host name, as with an underscore
    }
  }

  private static Opening unreachable(Target target, IOException e) {
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
