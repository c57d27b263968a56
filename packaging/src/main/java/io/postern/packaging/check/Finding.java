package io.postern.packaging.check;

/**
 * What a check says about one thing.
 *
 * @param area what was looked at, as in {@code certificate}
 * @param subject the file, address or key it is about
 */
public record Finding(String area, Level level, String subject, String message) {
  /** How bad it is. */
  public enum Level {
    GOOD,
    WARNING,
    ERROR
  }

  static Finding good(String area, Object subject, String message) {
    return new Finding(area, Level.GOOD, subject.toString(), message);
  }

  static Finding warning(String area, Object subject, String message) {
    return new Finding(area, Level.WARNING, subject.toString(), message);
  }

  static Finding error(String area, Object subject, String message) {
    return new Finding(area, Level.ERROR, subject.toString(), message);
  }
}
