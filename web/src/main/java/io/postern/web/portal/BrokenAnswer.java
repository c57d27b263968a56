package io.postern.web.portal;

import java.io.IOException;

/** What the server is told where an answer fails: it may log this, so it says nothing else. */
final class BrokenAnswer extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenAnswer() {
    super("answer failed");
  }
}
