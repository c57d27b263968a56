package io.postern.outbound.tls;

import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import java.util.List;
import java.util.Locale;

/** What the way to the recipient must have before a message may be put on it. */
public sealed interface TlsDemand {
  /**
   * A verified session of that version or a newer one, or nothing is sent.
   *
   * @param pins SHA-256 digests in hex of certificates, for the floor PINNED alone
   */
  record Verified(TlsFloor floor, TlsVersion minimum, List<String> pins) implements TlsDemand {
    public Verified {
      pins = pins.stream().map(pin -> pin.toLowerCase(Locale.ROOT)).toList();
    }

    public Verified(TlsFloor floor) {
      this(floor, TlsVersion.TLS_1_2, List.of());
    }
  }

  /**
   * Nothing of its own: as much as the receiver's domain and the administrator ask for.
   *
   * @param waived whether the sender does without what the receiver's domain publishes ({@code
   *     TLS-Required: No}, RFC 8689 5)
   */
  record Opportunistic(boolean waived) implements TlsDemand {
    public Opportunistic() {
      this(false);
    }
  }
}
