package io.postern.core.keys;

/** What is to be said of a key would undo, in passing, what was said of it before. */
public final class StandingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StandingException(String message) {
    super(message);
  }

  static StandingException of(Standing before) {
    String reason = before.reason().isEmpty() ? "" : " (" + before.reason() + ")";
    return new StandingException(
        "the key was " + before.verdict().label() + reason + " by " + before.by());
  }
}
