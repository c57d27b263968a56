package io.postern.outbound.https;

import java.io.IOException;

/** A web server's certificate does not prove its name; nothing was asked. */
public final class UntrustedServerException extends IOException {
  private static final long serialVersionUID = 1L;

  UntrustedServerException(String message) {
    super(message);
  }
}
