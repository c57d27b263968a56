package io.postern.config;

/**
 * One thing that is wrong in a file.
 *
 * @param path the key, as in {@code listeners[0].address}; empty for the file as a whole
 * @param message what is wrong and what is allowed; never holds a value, which might be a secret
 */
public record Problem(Location location, String path, String message) {
  @Override
  public String toString() {
    return location + (path.isEmpty() ? ": " : " " + path + ": ") + message;
  }
}
