package io.postern.inbound.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.inbound.syntax.SyntaxException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677): the password never crosses the wire, and the server proves
 * that it knows the verifier. Channel binding (SCRAM-SHA-256-PLUS) is not offered, because the
 * native TLS engine does not export keying material (RFC 9266); a client that demands it fails.
 */
record ScramSha256() implements Mechanism {
  @Override
  public String name() {
    return "SCRAM-SHA-256";
  }

  @Override
  public boolean isOffered(Accounts accounts, Peer peer) {
    return accounts.haveScram();
  }

  @Override
  public Exchange begin(Authenticator authenticator, Peer peer) {
    return new Run(authenticator, peer);
  }

  private sealed interface State {
    record Start() implements State {}

    record Challenged(ClientFirst first, String nonce, String challenge, ScramCandidate candidate)
        implements State {}

    /** The server's signature is out; the client acknowledges it (RFC 4954 4, additional data). */
    record Signed(Outcome outcome) implements State {}
  }

  private static final class Run implements Exchange {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 18;

    private final Authenticator authenticator;
    private final Peer peer;
    private State state = new State.Start();

    private Run(Authenticator authenticator, Peer peer) {
      this.authenticator = authenticator;
      this.peer = peer;
    }

    @Override
    public byte[] first() {
      return new byte[0];
    }

    @Override
    public Step next(byte[] response) throws SyntaxException {
      return switch (state) {
        case State.Start() -> challenge(ClientFirst.parse(Utf8.decode(response)));
        case State.Challenged challenged ->
            judge(challenged, ClientFinal.parse(Utf8.decode(response)));
        case State.Signed(var outcome) -> acknowledge(outcome, response);
      };
    }

    private Step challenge(ClientFirst first) {
      // RFC 5802 6: a client that demands channel binding must not get in without it; "y" is right,
      // for it has not been offered.
      if (first.demandsBinding() || !first.actsForItself()) {
        return new Step.End(Outcome.Wrong.unnamed());
      }
      ScramCandidate candidate = authenticator.scram(first.user());
      Base64.Encoder base64 = Base64.getEncoder();
      byte[] fresh = new byte[NONCE_BYTES];
      RANDOM.nextBytes(fresh);
      String nonce = first.nonce() + base64.encodeToString(fresh);
      String challenge =
          "r=%s,s=%s,i=%d"
              .formatted(
                  nonce,
                  base64.encodeToString(candidate.verifier().salt()),
                  candidate.verifier().iterations());
      state = new State.Challenged(first, nonce, challenge, candidate);
      return new Step.Challenge(challenge.getBytes(UTF_8));
    }

    private Step judge(State.Challenged sent, ClientFinal last) {
      byte[] authMessage =
          (sent.first().bare() + "," + sent.challenge() + "," + last.withoutProof())
              .getBytes(UTF_8);
      boolean fits =
          last.nonce().equals(sent.nonce()) && last.binding().equals(sent.first().gs2Header());
      ScramCandidate candidate = sent.candidate();
      Outcome outcome =
          authenticator.attempt(
              peer,
              sent.first().user(),
              candidate.account(),
              () -> Optional.of(candidate.verifier().proves(last.proof(), authMessage) && fits));
      return switch (outcome) {
        case Outcome.Proved proved -> {
          state = new State.Signed(proved);
          byte[] signature = candidate.verifier().serverSignature(authMessage);
          yield new Step.Challenge(
              ("v=" + Base64.getEncoder().encodeToString(signature)).getBytes(UTF_8));
        }
        case Outcome.Wrong wrong -> new Step.End(wrong);
        case Outcome.Later later -> new Step.End(later);
      };
    }

    private static Step acknowledge(Outcome outcome, byte[] response) throws SyntaxException {
      if (response.length > 0) {
        throw new SyntaxException(501, "5.5.2", "Empty response expected");
      }
      return new Step.End(outcome);
    }
  }
}
