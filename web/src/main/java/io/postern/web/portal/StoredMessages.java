package io.postern.web.portal;

import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Rewriting;
import io.postern.core.port.Content;
import java.io.IOException;
import java.util.Optional;

/** Where the portal gets messages from. Safe for use by many threads. */
public interface StoredMessages {
  /** The envelope as it was accepted; empty where the message is no longer known. */
  Optional<Envelope> envelope(MessageId id);

  /**
   * The message as its recipient is to read it.
   *
   * @param rewriting what policy wants changed in the copy
   * @throws IOException where it is gone or cannot be opened
   */
  Content content(MessageId id, Rewriting rewriting) throws IOException;
}
