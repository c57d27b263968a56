package io.postern.outbound.protect;

import io.postern.core.model.Envelope;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import java.io.IOException;

/** Encrypts a message to one recipient. Safe for use by many threads. */
public interface Wrapper {
  /** What stands for the subject where nothing else is wanted. */
  String OBSCURED_SUBJECT = "[...]";

  /** The same with the usual words for the subject. */
  default Wrapped wrap(Envelope envelope, Recipient recipient, Content content)
      throws NotProtectableException, IOException {
    return wrap(envelope, recipient, content, OBSCURED_SUBJECT);
  }

  /**
   * Makes the wrapped message; the caller closes it.
   *
   * @param subject what stands outside for the subject, which is inside; printable ASCII
   * @throws NotProtectableException where there is no usable key; nothing was made
   * @throws IOException where the content cannot be read or the result cannot be kept
   */
  Wrapped wrap(Envelope envelope, Recipient recipient, Content content, String subject)
      throws NotProtectableException, IOException;
}
