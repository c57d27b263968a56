package io.postern.policy.extract.file;

import io.postern.policy.extract.Trouble;
import java.io.IOException;

/** A file cannot be read, or not further. */
final class Unreadable extends IOException {
  private final Trouble trouble;
  private boolean told;

  Unreadable(Trouble trouble) {
    super(trouble.label());
    this.trouble = trouble;
  }

  Trouble trouble() {
    return trouble;
  }

  /** True once: the place where it happened says so, the files around it need not. */
  boolean tell() {
    boolean first = !told;
    told = true;
    return first;
  }
}
