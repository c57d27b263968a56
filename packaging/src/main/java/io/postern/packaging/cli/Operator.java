package io.postern.packaging.cli;

/** Who runs a command, for the audit trail. */
final class Operator {
  private Operator() {}

  /** The account behind sudo, else the account itself. */
  static String name() {
    String behind = System.getenv("SUDO_USER");
    return behind != null ? behind : System.getProperty("user.name", "unknown");
  }
}
