package io.postern.outbound.client;

import java.io.IOException;

/** The peer does not speak SMTP; the message says what is wrong without quoting it. */
final class MalformedReplyException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedReplyException(String what) {
    super(what);
  }
}
