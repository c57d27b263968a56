package io.postern.core.keys;

/** How a key came into the directory, which says how far it is trusted by itself. */
public enum KeyOrigin {
  /** A person filed it. */
  IMPORT("import"),
  /** It was published where its address says that keys are: LDAP, WKD, DNS, a key server. */
  DISCOVERY("discovery"),
  /** It came with a message. */
  HARVEST("harvest");

  private final String label;

  KeyOrigin(String label) {
    this.label = label;
  }

  /** The name in the store, the audit trail and the command line. */
  public String label() {
    return label;
  }

  static KeyOrigin of(String label) {
    for (KeyOrigin origin : values()) {
      if (origin.label.equals(label)) {
        return origin;
      }
    }
    throw new IllegalArgumentException("no such origin of a key");
  }
}
