package io.postern.outbound.sts;

import io.postern.core.tlsrpt.TlsFault;

/** Fetches a domain's policy. Safe for use by many threads. */
@FunctionalInterface
public interface PolicyFetch {
  /** Asks the domain's policy server, blocking for a minute at most. */
  Fetched fetch(String domain);

  /** What came of it. */
  sealed interface Fetched {
    /**
     * A valid policy.
     *
     * @param text as it came
     */
    record Policy(String text, StsPolicy policy) implements Fetched {}

    /** None that counts. */
    record Failed(TlsFault fault, String why) implements Fetched {
      /** Nothing came. */
      public Failed(String why) {
        this(TlsFault.POLICY_NOT_FETCHED, why);
      }
    }
  }
}
