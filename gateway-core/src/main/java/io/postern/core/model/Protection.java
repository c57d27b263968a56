package io.postern.core.model;

import java.time.Duration;
import java.util.List;

/**
 * A way to carry a message to one recipient. A Decision lists those that are acceptable, best
 * first.
 */
public sealed interface Protection {
  /**
   * TLS whose peer is authenticated; nothing is sent where it is not.
   *
   * @param minimum the oldest version of TLS that will do
   * @param pins SHA-256 digests in hex of certificates, one of which the peer must show; given with
   *     the floor PINNED and with no other
   */
  record VerifiedTls(TlsFloor floor, TlsVersion minimum, List<String> pins) implements Protection {
    public VerifiedTls {
      pins = List.copyOf(pins);
      if (pins.isEmpty() == (floor == TlsFloor.PINNED)) {
        throw new IllegalArgumentException("pins belong to the floor pinned, and to no other");
      }
    }

    public VerifiedTls(TlsFloor floor) {
      this(floor, TlsVersion.TLS_1_2, List.of());
    }

    @Override
    public String label() {
      return "tls";
    }
  }

  /**
   * TLS where the receiver offers it, plain text where it does not: for what needs no protection.
   *
   * @param byPolicy whether that was found out; else nobody looked, as in the mode observe
   */
  record OpportunisticTls(boolean byPolicy) implements Protection {
    public OpportunisticTls() {
      this(true);
    }

    @Override
    public String label() {
      return "opportunistic";
    }
  }

  /** S/MIME (RFC 8551): encrypted to the recipient's certificate, then sent opportunistically. */
  record Smime() implements Protection {
    @Override
    public String label() {
      return "smime";
    }
  }

  /** OpenPGP/MIME (RFC 3156): encrypted to the recipient's key, then sent opportunistically. */
  record OpenPgp() implements Protection {
    @Override
    public String label() {
      return "openpgp";
    }
  }

  /**
   * The message stays sealed here; the recipient gets a notice and reads it in the portal.
   *
   * @param expiry how long it can be read, counted from the moment the notice is written
   * @param reply whether the recipient may answer in the portal
   * @param proof what opens it; a portal that cannot ask for so much does not take the message
   */
  record PortalPickup(Duration expiry, boolean reply, PortalProof proof) implements Protection {
    public PortalPickup(Duration expiry, boolean reply) {
      this(expiry, reply, PortalProof.MAILED_CODE);
    }

    @Override
    public String label() {
      return "portal";
    }
  }

  /**
   * Handed back over verified TLS to the upstream that it came from, which delivers it as it sees
   * fit: no protection of ours.
   */
  record ReturnToUpstream() implements Protection {
    @Override
    public String label() {
      return "return";
    }
  }

  /** The name used in policies, the queue, the CLI and the audit trail. */
  String label();
}
