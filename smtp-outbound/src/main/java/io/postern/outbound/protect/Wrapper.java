package io.postern.outbound.protect;

import io.postern.core.model.Envelope;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import java.io.IOException;

/** Encrypts a message to one recipient. Safe for use by many threads. */
public interface Wrapper {
  /** The same of any size and with the usual words for the subject. */
  default Wrapped wrap(Envelope envelope, Recipient recipient, Content content)
      throws NotProtectableException, IOException {
    return wrap(envelope, recipient, content, Outside.ANY);
  }

  /**
   * Makes the wrapped message; the caller closes it.
   *
   * @param outside what it must be like
   * @throws NotProtectableException where there is no usable key, or it would become too large;
   *     nothing was made
   * @throws IOException where the content cannot be read or the result cannot be kept
   */
  Wrapped wrap(Envelope envelope, Recipient recipient, Content content, Outside outside)
      throws NotProtectableException, IOException;
}
