package io.postern.outbound.sts;

import io.postern.core.tlsrpt.TlsFault;
import java.util.Optional;

/** What MTA-STS says of a domain now. */
public sealed interface StsState {
  /**
   * Nothing is demanded.
   *
   * @param fault what is wrong with a policy that there should be; empty where there is none
   */
  record None(String why, Optional<TlsFault> fault) implements StsState {
    /** There is none. */
    public None(String why) {
      this(why, Optional.empty());
    }
  }

  /**
   * Nothing is demanded, but something is published.
   *
   * @param id in the DNS
   */
  record Testing(String id, StsPolicy policy) implements StsState {}

  /**
   * Hosts and certificates must fit.
   *
   * @param id in the DNS
   */
  record Enforced(String id, StsPolicy policy) implements StsState {}

  /** The DNS does not tell, and nothing is remembered. */
  record Unknown(String why) implements StsState {}
}
