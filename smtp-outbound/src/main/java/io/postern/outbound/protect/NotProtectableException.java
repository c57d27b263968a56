package io.postern.outbound.protect;

/**
 * This recipient cannot be protected this way; the message says why in one line, without secrets,
 * for the audit trail.
 */
public final class NotProtectableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  public NotProtectableException(String why) {
    this(why, false);
  }

  /**
   * @param passing whether it may be otherwise soon
   */
  public NotProtectableException(String why, boolean passing) {
    super(why);
    this.passing = passing;
  }

  /** Whether it may be otherwise soon, as where an authority does not answer. */
  public boolean passing() {
    return passing;
  }
}
