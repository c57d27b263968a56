package io.postern.outbound.tls;

import io.postern.core.model.TlsFloor;

/** What a connection must have before a message may be put on it. */
public sealed interface TlsDemand {
  /** A verified session, or nothing is sent. */
  record Verified(TlsFloor floor) implements TlsDemand {}

  /** TLS where it can be had, verified or not; else plain text. */
  record Opportunistic() implements TlsDemand {}
}
