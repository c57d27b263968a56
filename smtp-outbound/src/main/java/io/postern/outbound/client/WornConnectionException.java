package io.postern.outbound.client;

import java.io.IOException;

/** A connection carried as much as it may before everybody was served; the rest needs another. */
final class WornConnectionException extends IOException {
  private static final long serialVersionUID = 1;

  WornConnectionException() {
    super("the connection carried as much as it may");
  }
}
