package io.postern.inbound.auth;

import java.util.Optional;

/** What came of a try to authenticate. */
public sealed interface Outcome {
  record Proved(Account account) implements Outcome {}

  /**
   * Not proved; the client never hears why.
   *
   * @param account the one that was meant, for the log, where there is one
   */
  record Wrong(Optional<Account> account) implements Outcome {
    static Wrong unnamed() {
      return new Wrong(Optional.empty());
    }
  }

  /** Too many failures, or too many tries at once: come back later. Nothing was compared. */
  record Later() implements Outcome {}
}
