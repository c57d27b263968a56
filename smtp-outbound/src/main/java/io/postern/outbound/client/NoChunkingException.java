package io.postern.outbound.client;

import java.io.IOException;

/** The host offers CHUNKING and does not know BDAT; it says nothing about the message. */
final class NoChunkingException extends IOException {
  private static final long serialVersionUID = 1L;

  NoChunkingException(int code) {
    super("the host offers CHUNKING and answers BDAT with " + code);
  }
}
