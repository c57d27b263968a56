package io.postern.inbound.auth;

import io.postern.inbound.syntax.SyntaxException;
import java.util.Optional;

/** EXTERNAL (RFC 4422 appendix A): the client certificate of the TLS handshake is the proof. */
record External() implements Mechanism {
  @Override
  public String name() {
    return "EXTERNAL";
  }

  /** Only to those who have already proved a key: others learn nothing about keys. */
  @Override
  public boolean isOffered(Accounts accounts, Peer peer) {
    return accounts.ofCertificate(peer).isPresent();
  }

  @Override
  public Exchange begin(Authenticator authenticator, Peer peer) {
    return new Run(authenticator.certificate(peer));
  }

  private record Run(Optional<Account> holder) implements Exchange {
    @Override
    public byte[] first() {
      return new byte[0];
    }

    /** The response is the authorization identity, empty for the one that the key stands for. */
    @Override
    public Step next(byte[] response) throws SyntaxException {
      String wanted = Utf8.decode(response);
      Optional<Account> proved = holder.filter(a -> wanted.isEmpty() || wanted.equals(a.user()));
      return new Step.End(
          proved.<Outcome>map(Outcome.Proved::new).orElseGet(() -> new Outcome.Wrong(holder)));
    }
  }
}
