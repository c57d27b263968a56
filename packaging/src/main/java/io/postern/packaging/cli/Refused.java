package io.postern.packaging.cli;

/** A command that cannot do what it was asked, with the one line that tells why. */
final class Refused extends RuntimeException {
  Refused(String message) {
    super(message);
  }

  Refused(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
