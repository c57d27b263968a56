package io.postern.outbound.client;

import java.io.IOException;

/**
 * The connection ended between the end of the content and its reply: the host may or may not have
 * the message (RFC 5321 4.5.5).
 */
final class UnknownResultException extends IOException {
  private static final long serialVersionUID = 1L;

  UnknownResultException(IOException cause) {
    super("no reply after the end of the content", cause);
  }
}
