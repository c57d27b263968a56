package io.postern.core.model;

import java.util.Locale;

/** What opens a message in the portal. */
public enum PortalProof {
  /** A code mailed to the recipient: whoever reads the mailbox reads the message. */
  MAILED_CODE,
  /** A mailed code and something that the mailbox does not hold. */
  TWO_FACTORS;

  /** The name used in policies and the audit trail. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
