package io.postern.outbound.content;

/**
 * A message cannot be encoded otherwise without touching what must stay, or without guessing how it
 * is built. The text names the obstacle and holds nothing of the message.
 */
public final class NotConvertibleException extends Exception {
  private static final long serialVersionUID = 1L;

  NotConvertibleException(String why) {
    super(why);
  }
}
