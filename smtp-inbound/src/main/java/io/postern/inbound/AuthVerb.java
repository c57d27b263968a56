package io.postern.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.postern.config.settings.Tolerance;
import io.postern.core.model.Reply;
import io.postern.inbound.auth.Account;
import io.postern.inbound.auth.Exchange;
import io.postern.inbound.auth.Mechanism;
import io.postern.inbound.auth.Outcome;
import io.postern.inbound.syntax.SyntaxException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** AUTH (RFC 4954): carries the exchange of a SASL mechanism, within TLS only. */
final class AuthVerb implements Verb {
  /** RFC 4954 4. */
  private static final int LINE = 12_288;

  private static final Reply OK = Reply.of(235, "2.7.0", "Authentication succeeded");
  private static final Reply WRONG = Reply.of(535, "5.7.8", "Authentication credentials invalid");
  private static final Reply LATER = Reply.of(454, "4.7.0", "Too many failures, try again later");
  private static final Reply NOT_NOW = Reply.of(503, "5.5.1", "AUTH not possible here");
  private static final Reply TLS_FIRST = Reply.of(538, "5.7.11", "Encryption required for AUTH");

  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    boolean between = session.state() instanceof State.Ready && session.client().isExtended();
    if (!session.client().isEncrypted()) {
      session.reply(TLS_FIRST);
    } else if (!between || !session.client().mayAuthenticate()) {
      session.reply(NOT_NOW);
    } else {
      String[] words = argument.split(" +", 2);
      Mechanism mechanism = mechanism(session, words[0]);
      authenticate(session, mechanism, words.length > 1 ? Optional.of(words[1]) : Optional.empty());
    }
  }

  @Override
  public Optional<Tolerance> pipelinedBehind() {
    return Optional.of(Tolerance.PIPELINED_BEHIND_LAST);
  }

  private static Mechanism mechanism(Session session, String name) throws SyntaxException {
    return session.client().mechanisms().stream()
        .filter(m -> m.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new SyntaxException(504, "5.5.4", "Mechanism not offered"));
  }

  private static void authenticate(Session session, Mechanism mechanism, Optional<String> initial)
      throws SyntaxException, IOException {
    try {
      end(session, mechanism, outcome(session, mechanism, initial));
    } catch (SyntaxException e) {
      count(session, mechanism, "malformed");
      throw e;
    }
  }

  private static Outcome outcome(Session session, Mechanism mechanism, Optional<String> initial)
      throws SyntaxException, IOException {
    Exchange exchange = mechanism.begin(session.context().authenticator(), session.client().peer());
    byte[] response = initial.isPresent() ? initial(initial.get()) : ask(session, exchange.first());
    while (true) {
      switch (exchange.next(response)) {
        case Exchange.Step.Challenge(var data) -> response = ask(session, data);
        case Exchange.Step.End(var outcome) -> {
          return outcome;
        }
      }
    }
  }

  private static void end(Session session, Mechanism mechanism, Outcome outcome)
      throws IOException {
    switch (outcome) {
      case Outcome.Proved(var account) -> {
        session.client().authenticated(account);
        SessionLog.authenticated(session.client().addressText(), account.user(), mechanism.name());
        count(session, mechanism, "authenticated");
        session.reply(OK);
      }
      case Outcome.Wrong(var account) -> {
        Optional<String> user = account.map(Account::user);
        SessionLog.authenticationFailed(session.client().addressText(), user, mechanism.name());
        count(session, mechanism, "failed");
        session.reply(WRONG);
      }
      case Outcome.Later() -> {
        SessionLog.authenticationLocked(session.client().addressText(), mechanism.name());
        count(session, mechanism, "locked");
        session.reply(LATER);
      }
    }
  }

  private static void count(Session session, Mechanism mechanism, String outcome) {
    session
        .context()
        .meters()
        .count("postern_inbound_auth", "mechanism", mechanism.name(), "outcome", outcome);
  }

  /** A single equals sign is an empty initial response (RFC 4954 4). */
  private static byte[] initial(String base64) throws SyntaxException {
    return base64.equals("=") ? new byte[0] : decode(base64);
  }

  private static byte[] ask(Session session, byte[] challenge) throws SyntaxException, IOException {
    session.reply(Reply.plain(334, Base64.getEncoder().encodeToString(challenge)));
    Conversation in = session.conversation();
    return switch (in.readLine(LINE, session.context().limits().commandTimeout())) {
      case Conversation.Line.Text(var text) when text.equals("*") ->
          throw new SyntaxException(501, "5.0.0", "Authentication cancelled");
      case Conversation.Line.Text(var text) -> decode(text);
      case Conversation.Line.TooLong() ->
          throw new SyntaxException(500, "5.5.6", "Authentication exchange line too long");
      case Conversation.Line.Malformed() -> throw notBase64();
      case Conversation.Line.End() -> throw new EOFException("client left in AUTH");
    };
  }

  private static byte[] decode(String base64) throws SyntaxException {
    try {
      // The decoder would take it without its padding.
      if (base64.length() % 4 != 0) {
        throw notBase64();
      }
      return Base64.getDecoder().decode(base64.getBytes(US_ASCII));
    } catch (IllegalArgumentException e) {
      throw notBase64();
    }
  }

  private static SyntaxException notBase64() {
    return new SyntaxException(501, "5.5.2", "Base64 expected");
  }
}
