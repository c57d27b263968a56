package io.postern.outbound.client;

import java.io.IOException;

/** Our own store cannot give the message; no host is to blame. */
final class UnreadableContentException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableContentException(IOException cause) {
    super("content cannot be read", cause);
  }
}
