package io.postern.outbound.tls;

import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;

/** What a connection must have before a message may be put on it. */
public sealed interface TlsDemand {
  /** A verified session of that version or a newer one, or nothing is sent. */
  record Verified(TlsFloor floor, TlsVersion minimum) implements TlsDemand {
    public Verified(TlsFloor floor) {
      this(floor, TlsVersion.TLS_1_2);
    }
  }

  /** TLS where it can be had, verified or not; else plain text. */
  record Opportunistic() implements TlsDemand {}
}
