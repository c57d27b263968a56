package io.postern.core.model;

import java.time.Duration;

/**
 * A way to carry a message to one recipient. A Decision lists those that are acceptable, best
 * first.
 */
public sealed interface Protection {
  /** TLS whose peer is authenticated; nothing is sent where it is not. */
  record VerifiedTls(TlsFloor floor) implements Protection {
    @Override
    public String label() {
      return "tls";
    }
  }

  /**
   * TLS where the receiver offers it, plain text where it does not: for what needs no protection.
   */
  record OpportunisticTls() implements Protection {
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
   */
  record PortalPickup(Duration expiry, boolean reply) implements Protection {
    @Override
    public String label() {
      return "portal";
    }
  }

  /** The name used in policies, the queue, the CLI and the audit trail. */
  String label();
}
