package io.postern.inbound;

import io.postern.core.model.Reply;

/** Why the content of a message is not taken. */
enum Refusal {
  /** What another host might read as a line end, and with it as the end of the message. */
  BARE_LINE_END(550, "5.6.11", "Bare CR or LF in the message (RFC 5321 2.3.8)"),
  NUL(550, "5.6.0", "NUL in the message (RFC 5322 2.2)"),
  TOO_LARGE(552, "5.3.4", "Message larger than allowed"),
  HEADER_TOO_LARGE(552, "5.3.4", "Header larger than allowed"),
  TOO_MANY_FIELDS(554, "5.6.0", "Too many fields in the header"),
  LONG_LINE(550, "5.6.0", "Text line longer than allowed (RFC 5321 4.5.3.1.6)"),
  TOO_DEEP(554, "5.6.0", "MIME parts nested too deeply"),
  TOO_MANY_PARTS(554, "5.6.0", "Too many MIME parts"),
  TOO_MANY_CHUNKS(554, "5.6.0", "Too many BDAT chunks in one message"),
  STORE_FULL(452, "4.3.1", "Insufficient system storage, try again later");

  private final Reply reply;

  Refusal(int code, String enhanced, String text) {
    this.reply = Reply.of(code, enhanced, text);
  }

  Reply reply() {
    return reply;
  }
}
