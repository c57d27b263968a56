package io.postern.core.model;

/**
 * Why a recipient has to wait, as far as it matters for when it is tried again and for how much
 * goes to the same destination meanwhile.
 */
public enum Deferral {
  /** The host said "later" of this message or recipient. */
  MESSAGE,
  /** Nobody was reached, or not as safely as it must be: it says nothing of the message. */
  DESTINATION,
  /**
   * The connection was lost between the whole content and its answer: the host may have it, and the
   * next attempt may bring it a second time.
   */
  UNANSWERED,
  /** The receiving provider wants less from us. */
  SLOW_DOWN,
  /** Taken from whoever comes again soon (RFC 6647). */
  GREYLISTED,
  /** No room in the mailbox, which nobody makes within minutes. */
  MAILBOX_FULL,
  /** The receiving provider does not trust us for now. */
  BLOCKED,
  /** The cause is on our side; no host was asked, or not to the end. */
  OURS
}
