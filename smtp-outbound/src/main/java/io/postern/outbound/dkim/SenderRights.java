package io.postern.outbound.dkim;

/** Which domains an upstream may send for. Safe for use by many threads. */
@FunctionalInterface
public interface SenderRights {
  /**
   * @param upstream its name in the configuration
   * @param domain in A-labels and lower case
   */
  boolean maySendFor(String upstream, String domain);
}
