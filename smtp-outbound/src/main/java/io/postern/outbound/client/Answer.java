package io.postern.outbound.client;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.TlsProof;
import java.time.Instant;
import java.util.Optional;

/** What a host said about one recipient. */
public sealed interface Answer {
  HostReply reply();

  /**
   * It has the message.
   *
   * @param since when the connection was opened that it went by
   * @param dsnPassed whether it also took over the wish to hear of success (RFC 3461 5.2.1)
   */
  record Taken(HostReply reply, Optional<TlsProof> tls, Instant since, boolean dsnPassed)
      implements Answer {}

  /**
   * Not now.
   *
   * @param elsewhere whether another host may be asked at once
   */
  record Postponed(HostReply reply, boolean elsewhere, Deferral why) implements Answer {}

  /** Never. */
  record Rejected(HostReply reply) implements Answer {}
}
