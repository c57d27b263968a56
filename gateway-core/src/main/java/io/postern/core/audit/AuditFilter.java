package io.postern.core.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * What to look for in the trail; all of it must fit.
 *
 * @param since from this moment on
 * @param until before this moment
 * @param type the event's name, as in {@code delivered}
 * @param text something that the event holds, as in an address, a host or a fingerprint; case does
 *     not matter for ASCII
 */
public record AuditFilter(
    Instant since, Instant until, Optional<String> type, Optional<String> text) {
  /** Everything. */
  public static final AuditFilter ALL =
      new AuditFilter(
          Instant.EPOCH, Instant.ofEpochMilli(Long.MAX_VALUE), Optional.empty(), Optional.empty());
}
