package io.postern.config;

/** Thrown by the constructor of a record where the value of one of its keys is to blame. */
public final class WrongValue extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key as files write it
   * @param message what is allowed, without the value itself
   */
  public WrongValue(String key, String message) {
    super(message);
    this.key = key;
  }

  /** Whose value it is. */
  public String key() {
    return key;
  }
}
