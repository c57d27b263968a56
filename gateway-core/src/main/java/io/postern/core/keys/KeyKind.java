package io.postern.core.keys;

/** The two key systems; they share the directory and nothing else. */
public enum KeyKind {
  SMIME("smime"),
  OPENPGP("openpgp");

  private final String label;

  KeyKind(String label) {
    this.label = label;
  }

  /** The name in the store, the audit trail and the command line. */
  public String label() {
    return label;
  }

  static KeyKind of(String label) {
    for (KeyKind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no such kind of key");
  }
}
