package io.postern.core.spool;

import io.postern.core.model.MessageId;
import java.io.IOException;

/** There is no content of this message: it was never accepted, or its key was destroyed. */
public final class MissingContentException extends IOException {
  private static final long serialVersionUID = 1L;

  MissingContentException(MessageId id) {
    super("no content of message " + id);
  }
}
