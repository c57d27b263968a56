package io.postern.core.seal;

import java.io.IOException;

/**
 * What is stored is not what was sealed: changed, cut, reordered, swapped or incomplete. Its
 * message says what did not fit, never what was stored.
 */
public final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedException(String message) {
    super(message);
  }
}
