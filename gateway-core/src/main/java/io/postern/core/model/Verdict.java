package io.postern.core.model;

import java.util.Locale;

/** What the detector says about a whole message. */
public enum Verdict {
  /** An identifier of a person and health information about that person. */
  PHI,
  /** Personal identifiers without health information. */
  IDENTIFIER_ONLY,
  /** Health information that names nobody. */
  HEALTH_ONLY,
  /** Neither. */
  NONE,
  /**
   * A part could not be read, so nothing can be ruled out. Treated as PHI unless policy says
   * otherwise.
   */
  UNSCANNABLE,
  /** Already S/MIME, OpenPGP or rights-managed by its sender. */
  ALREADY_PROTECTED;

  /** The name used in policies, JSON and the audit trail. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
