package io.postern.policy.extract.file;

import java.io.IOException;

/** Nobody takes what is found any more. */
public final class SinkClosed extends IOException {
  public SinkClosed(IOException cause) {
    super("nobody listens", cause);
  }
}
