package io.postern.outbound.client;

import io.postern.core.model.HostReply;
import io.postern.core.model.TlsProof;
import java.util.Optional;

/** What a host said about one recipient. */
public sealed interface Answer {
  HostReply reply();

  /** It has the message. */
  record Taken(HostReply reply, Optional<TlsProof> tls) implements Answer {}

  /**
   * Not now.
   *
   * @param elsewhere whether another host may be asked at once
   */
  record Postponed(HostReply reply, boolean elsewhere) implements Answer {}

  /** Never. */
  record Rejected(HostReply reply) implements Answer {}
}
