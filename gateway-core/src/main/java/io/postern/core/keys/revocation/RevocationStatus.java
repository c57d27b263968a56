package io.postern.core.keys.revocation;

import java.time.Instant;

/** What is known of one certificate's revocation. */
public sealed interface RevocationStatus {
  /**
   * Its authority says that it is not revoked.
   *
   * @param until when the answer ends
   */
  record Good(Instant until) implements RevocationStatus {}

  /**
   * Its authority revoked it.
   *
   * @param reason as RFC 5280 5.3.1 names it, as in {@code keyCompromise}
   * @param lasting whether it cannot come back, as it can after {@code certificateHold}
   */
  record Revoked(Instant at, String reason, boolean lasting) implements RevocationStatus {}

  /**
   * Nobody gave an answer that counts.
   *
   * @param why for logs, without anything that a server chose
   */
  record Unknown(String why) implements RevocationStatus {}
}
