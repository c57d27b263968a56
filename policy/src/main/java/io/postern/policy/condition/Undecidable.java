package io.postern.policy.condition;

/**
 * It cannot be told whether a condition holds: a list is gone, an expression failed. The message is
 * held for it. Its text is for people and holds nothing of the message.
 */
public final class Undecidable extends RuntimeException {
  public Undecidable(String why) {
    super(why);
  }

  /** It happens for every message as long as a list is gone. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
