package io.postern.core.keys;

/** What a key in the directory is for. */
public enum KeyPurpose {
  /** A recipient's public key: we encrypt to it. */
  ENCRYPT("encrypt"),
  /** A private key of ours: we sign with it. */
  SIGN("sign"),
  /** A private key of ours that mail to us is encrypted to; those for signing open it as well. */
  DECRYPT("decrypt"),
  /** An authority's certificate: it leads from others to a trusted one, or is trusted itself. */
  AUTHORITY("authority");

  private final String label;

  KeyPurpose(String label) {
    this.label = label;
  }

  /** The name in the store, the audit trail and the command line. */
  public String label() {
    return label;
  }

  /** Whether the directory keeps the private half. */
  boolean isOurs() {
    return switch (this) {
      case SIGN, DECRYPT -> true;
      case ENCRYPT, AUTHORITY -> false;
    };
  }

  static KeyPurpose of(String label) {
    for (KeyPurpose purpose : values()) {
      if (purpose.label.equals(label)) {
        return purpose;
      }
    }
    throw new IllegalArgumentException("no such purpose of a key");
  }
}
