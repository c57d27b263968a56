package io.postern.inbound.syntax;

import io.postern.core.model.Reply;

/** A command that cannot be taken as it is written; carries what the client hears. */
public final class SyntaxException extends Exception {
  private final transient Reply reply;

  public SyntaxException(int code, String enhanced, String text) {
    super(text, null, false, false);
    this.reply = Reply.of(code, enhanced, text);
  }

  public Reply reply() {
    return reply;
  }
}
