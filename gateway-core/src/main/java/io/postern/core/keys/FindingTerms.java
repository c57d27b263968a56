package io.postern.core.keys;

import java.time.Instant;

/**
 * For whom, and until when, a key counts that was found and not imported. Asked at every use, so
 * that a key is not used any more from the moment on at which its finding counts no longer,
 * whatever searches are under way. Safe for use by many threads.
 */
@FunctionalInterface
public interface FindingTerms {
  /** What was found is never used. */
  FindingTerms NEVER = (_, _, _) -> false;

  /**
   * Whether a finding counts.
   *
   * @param address in lower case
   */
  boolean hold(String address, KeyFinding finding, Instant now);
}
