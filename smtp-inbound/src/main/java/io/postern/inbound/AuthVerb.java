package io.postern.inbound;

import io.postern.config.settings.Tolerance;
import io.postern.core.model.Reply;
import io.postern.inbound.syntax.SyntaxException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** AUTH PLAIN and LOGIN (RFC 4954, RFC 4616), within TLS only. */
final class AuthVerb implements Verb {
  /** RFC 4954 4. */
  private static final int LINE = 12_288;

  private static final Reply OK = Reply.of(235, "2.7.0", "Authentication succeeded");
  private static final Reply WRONG = Reply.of(535, "5.7.8", "Authentication credentials invalid");
  private static final Reply LATER = Reply.of(454, "4.7.0", "Too many failures, try again later");
  private static final Reply NOT_NOW = Reply.of(503, "5.5.1", "AUTH not possible here");
  private static final Reply TLS_FIRST = Reply.of(538, "5.7.11", "Encryption required for AUTH");
  private static final Reply PROMPT = Reply.plain(334, "");
  private static final Reply USERNAME = Reply.plain(334, "VXNlcm5hbWU6");
  private static final Reply PASSWORD = Reply.plain(334, "UGFzc3dvcmQ6");

  private record Credentials(String user, String password) {}

  @Override
  public void run(Session session, String argument) throws SyntaxException, IOException {
    boolean between = session.state() instanceof State.Ready && session.isExtended();
    if (!session.isEncrypted()) {
      session.reply(TLS_FIRST);
    } else if (!between || !session.mayAuthenticate()) {
      session.reply(NOT_NOW);
    } else {
      check(session, credentials(session, argument));
    }
  }

  @Override
  public Optional<Tolerance> pipelinedBehind() {
    return Optional.of(Tolerance.PIPELINED_BEHIND_LAST);
  }

  private static void check(Session session, Credentials given) throws IOException {
    Authenticator authenticator = session.context().authenticator();
    switch (authenticator.check(session.address(), given.user(), given.password())) {
      case Authenticator.Result.Proved(var upstream) -> {
        session.authenticated(upstream);
        SessionLog.authenticated(session.client(), given.user());
        session.reply(OK);
      }
      case Authenticator.Result.Wrong() -> {
        SessionLog.authenticationFailed(session.client());
        session.reply(WRONG);
      }
      case Authenticator.Result.Later() -> session.reply(LATER);
    }
  }

  private static Credentials credentials(Session session, String argument)
      throws SyntaxException, IOException {
    String[] words = argument.split(" +", 2);
    String initial = words.length > 1 ? words[1] : "";
    return switch (words[0].toUpperCase(Locale.ROOT)) {
      case "PLAIN" -> plain(initial.isEmpty() ? ask(session, PROMPT) : decode(initial));
      case "LOGIN" ->
          new Credentials(
              initial.isEmpty() ? ask(session, USERNAME) : decode(initial), ask(session, PASSWORD));
      default -> throw new SyntaxException(504, "5.5.4", "Mechanism not offered");
    };
  }

  /** RFC 4616 2: authorization identity NUL user NUL password; acting for others is not offered. */
  private static Credentials plain(String message) throws SyntaxException {
    String[] parts = message.split("\0", -1);
    if (parts.length != 3 || !(parts[0].isEmpty() || parts[0].equals(parts[1]))) {
      throw new SyntaxException(501, "5.5.2", "PLAIN message malformed");
    }
    return new Credentials(parts[1], parts[2]);
  }

  private static String ask(Session session, Reply prompt) throws SyntaxException, IOException {
    session.reply(prompt);
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

  private static String decode(String base64) throws SyntaxException {
    try {
      // A single equals sign is an empty initial response (RFC 4954 4).
      byte[] bytes = base64.equals("=") ? new byte[0] : Base64.getDecoder().decode(base64);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw notBase64();
    }
  }

  private static SyntaxException notBase64() {
    return new SyntaxException(501, "5.5.2", "Base64 of UTF-8 text expected");
  }
}
