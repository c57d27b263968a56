package io.postern.core.keys;

/** What was to be imported cannot be; nothing of it was. The message holds no key material. */
public final class KeyImportException extends Exception {
  private static final long serialVersionUID = 1L;

  public KeyImportException(String message) {
    super(message);
  }
}
