package io.postern.core.model;

import java.util.Arrays;

/**
 * The versions of TLS that mail may travel by, older ones first (RFC 8996 forbids those before).
 */
public enum TlsVersion {
  TLS_1_2("TLSv1.2"),
  TLS_1_3("TLSv1.3");

  private final String label;

  TlsVersion(String label) {
    this.label = label;
  }

  /** The name that sessions give it, used in policies and the audit trail. */
  public String label() {
    return label;
  }

  /** Whether a session of that version is good enough; one of an unknown version never is. */
  public boolean metBy(String sessionVersion) {
    return Arrays.stream(values())
        .filter(v -> v.label.equals(sessionVersion))
        .anyMatch(v -> v.compareTo(this) >= 0);
  }

  /**
   * The version of that label.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static TlsVersion ofLabel(String label) {
    return Arrays.stream(values())
        .filter(v -> v.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such version of TLS"));
  }
}
