package io.postern.core.flow;

/** Failures as log lines may show them. */
final class Failures {
  private Failures() {}

  /** Class and place, without the message: that may quote content. */
  static String describe(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
