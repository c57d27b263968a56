package io.postern.inbound.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.postern.inbound.syntax.SyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * LOGIN (draft-murchison-sasl-login): user and password, each asked for. Never a standard, but the
 * only one that some devices know; like them it takes the user as initial response too.
 */
record Login() implements Mechanism {
  @Override
  public String name() {
    return "LOGIN";
  }

  @Override
  public boolean isOffered(Accounts accounts, Peer peer) {
    return accounts.havePasswords();
  }

  @Override
  public Exchange begin(Authenticator authenticator, Peer peer) {
    return new Run(authenticator, peer);
  }

  private static final class Run implements Exchange {
    private static final byte[] USERNAME = "Username:".getBytes(US_ASCII);
    private static final byte[] PASSWORD = "Password:".getBytes(US_ASCII);

    private final Authenticator authenticator;
    private final Peer peer;
    private @Nullable String user;

    private Run(Authenticator authenticator, Peer peer) {
      this.authenticator = authenticator;
      this.peer = peer;
    }

    @Override
    public byte[] first() {
      return USERNAME.clone();
    }

    @Override
    public Step next(byte[] response) throws SyntaxException {
      String text = Utf8.decode(response);
      if (user == null) {
        user = text;
        return new Step.Challenge(PASSWORD.clone());
      }
      return new Step.End(authenticator.password(peer, user, text));
    }
  }
}
