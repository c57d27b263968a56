package io.postern.core.store;

/**
 * The store could not do what it was asked, and nothing of it happened, with one exception: where
 * the connection was lost while a commit was on its way, the commit may have happened all the same.
 * Whoever repeats a change must therefore bear finding it done; a message that was not answered 250
 * may be in the store, and its client sends it again. Its text holds no parameter values.
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
