package io.postern.core.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Policies of receivers (MTA-STS) that bind us until they expire, whatever the DNS and web servers
 * say after a restart (RFC 8461 5.1). Blocking; safe for use by many threads.
 */
public interface StsPolicies {
  /**
   * One policy as it was fetched.
   *
   * @param domain in A-labels
   * @param id in the DNS when it was fetched
   * @param text as it came
   * @param used when mail for the domain last asked for it
   */
  record Kept(
      String domain, String id, String text, Instant fetched, Instant expires, Instant used) {}

  /** The policy of a domain, expired or not. */
  Optional<Kept> of(String domain);

  /** Keeps a policy in the place of the one before. */
  void keep(Kept policy);

  /** Notes that a policy was asked for. */
  void used(String domain, Instant when);

  /** Some of those that were last fetched before a time and used after another. */
  List<Kept> due(Instant fetchedBefore, Instant usedAfter, int most);

  /** Forgets those that are expired and those that nobody used since a time. */
  void forget(Instant expiredBefore, Instant unusedSince);
}
