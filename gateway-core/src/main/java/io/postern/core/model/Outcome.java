package io.postern.core.model;

import java.util.Optional;

/** What came of one attempt for one recipient. */
public sealed interface Outcome {
  /** The next hop took responsibility, or the portal item is readable and its notice queued. */
  record Delivered(HostReply reply, Proof proof) implements Outcome {}

  /**
   * This protection cannot be had for this recipient now, and nothing was sent: go to the next one.
   *
   * @param why one line for the audit trail
   * @param tls the session that was not good enough, where there was one
   * @param passing whether it may be had later, which is worth waiting for where no other is left
   */
  record Unprotectable(String why, Optional<TlsProof> tls, boolean passing) implements Outcome {
    public Unprotectable(String why, Optional<TlsProof> tls) {
      this(why, tls, false);
    }
  }

  /** Try again later. */
  record Deferred(HostReply reply, Deferral why) implements Outcome {
    /** Because of the message or its recipient. */
    public Deferred(HostReply reply) {
      this(reply, Deferral.MESSAGE);
    }
  }

  /** Never; the sender gets a DSN. */
  record Failed(HostReply reply) implements Outcome {}
}
