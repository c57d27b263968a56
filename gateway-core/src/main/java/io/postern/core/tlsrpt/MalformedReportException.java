package io.postern.core.tlsrpt;

/** Something that is no report; says why, without quoting it. */
public final class MalformedReportException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedReportException(String message) {
    super(message);
  }
}
