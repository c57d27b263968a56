package io.postern.outbound.protect;

/**
 * This recipient cannot be protected this way; the message says why in one line, without secrets,
 * for the audit trail.
 */
public final class NotProtectableException extends Exception {
  private static final long serialVersionUID = 1L;

  public NotProtectableException(String why) {
    super(why);
  }
}
