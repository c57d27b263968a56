package io.postern.outbound.sts;

/** What MTA-STS says of a domain now. */
public sealed interface StsState {
  /** Nothing is demanded. */
  record None(String why) implements StsState {}

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
