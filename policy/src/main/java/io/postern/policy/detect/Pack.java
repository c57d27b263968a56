package io.postern.policy.detect;

import java.util.Locale;

/** Sets of rules that ship, as resources of the same name. */
public enum Pack {
  /** Protected health information: identifiers beside health evidence. */
  HIPAA,
  /** Identifiers that need protection without health evidence. */
  PII,
  /** Payment cards. */
  PCI;

  String file() {
    return name().toLowerCase(Locale.ROOT) + ".yaml";
  }
}
