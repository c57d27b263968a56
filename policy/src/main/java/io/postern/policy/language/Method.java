package io.postern.policy.language;

import java.util.Locale;

/** A protection as policies name it. */
public enum Method {
  TLS,
  SMIME,
  OPENPGP,
  PORTAL,
  /** What the levels say; stands alone. */
  PREFERRED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
