package io.postern.inbound.auth;

import io.postern.inbound.syntax.SyntaxException;

/** PLAIN (RFC 4616): authorization identity, NUL, user, NUL, password. */
record Plain() implements Mechanism {
  @Override
  public String name() {
    return "PLAIN";
  }

  @Override
  public boolean isOffered(Accounts accounts, Peer peer) {
    return accounts.havePasswords();
  }

  @Override
  public Exchange begin(Authenticator authenticator, Peer peer) {
    return new Run(authenticator, peer);
  }

  private record Run(Authenticator authenticator, Peer peer) implements Exchange {
    @Override
    public byte[] first() {
      return new byte[0];
    }

    @Override
    public Step next(byte[] response) throws SyntaxException {
      String[] parts = Utf8.decode(response).split("\0", -1);
      if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
        throw new SyntaxException(501, "5.5.2", "PLAIN message malformed");
      }
      // Nobody acts for another. The same answer whether that other exists.
      boolean own = parts[0].isEmpty() || parts[0].equals(parts[1]);
      return new Step.End(
          own ? authenticator.password(peer, parts[1], parts[2]) : Outcome.Wrong.unnamed());
    }
  }
}
