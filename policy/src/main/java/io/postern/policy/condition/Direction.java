package io.postern.policy.condition;

/** Which way a message goes, seen from the organisation. */
public enum Direction {
  /** To an address that is not the organisation's. */
  OUTBOUND,
  /** From outside to an address of the organisation. */
  INBOUND,
  /** From one address of the organisation to another. */
  INTERNAL
}
