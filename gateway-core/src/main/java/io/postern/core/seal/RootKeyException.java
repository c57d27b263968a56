package io.postern.core.seal;

/** The root key cannot be used, and why. Holds no part of the key. */
public final class RootKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RootKeyException(String message) {
    super(message);
  }

  RootKeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
