package io.postern.inbound.auth;

import io.postern.inbound.syntax.SyntaxException;

/** One run of a mechanism, as the server sees it (RFC 4422 3). For one thread. */
public interface Exchange {
  /** What comes of a response. */
  sealed interface Step {
    /** The client is asked for more. */
    record Challenge(byte[] data) implements Step {}

    record End(Outcome outcome) implements Step {}
  }

  /** What is said to a client that gave no initial response; empty where the client begins. */
  byte[] first();

  /**
   * Takes the next response. May block, for a hash or a delay.
   *
   * @throws SyntaxException where it is not what the mechanism calls for; the exchange is over
   */
  Step next(byte[] response) throws SyntaxException;
}
