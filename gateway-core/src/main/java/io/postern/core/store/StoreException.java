package io.postern.core.store;

/**
 * The store could not do what it was asked; nothing of it happened. Its message holds no parameter
 * values.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreException(String message) {
    super(message);
  }
}
