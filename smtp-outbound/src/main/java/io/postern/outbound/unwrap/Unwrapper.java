package io.postern.outbound.unwrap;

import io.postern.core.model.Mailbox;
import io.postern.core.port.Content;
import java.io.IOException;

/** Opens mail that somebody encrypted to our own people. Safe for use by many threads. */
public interface Unwrapper {
  /** Opens nothing. */
  Unwrapper NONE =
      new Unwrapper() {
        @Override
        public boolean concerns(Mailbox recipient, Content content) {
          return false;
        }

        @Override
        public Unwrapped unwrap(Mailbox recipient, Content content) {
          throw new IllegalStateException("nothing is to be opened");
        }
      };

  /**
   * Whether mail for this recipient is opened and this message is encrypted as a whole.
   *
   * @throws IOException where the content cannot be read
   */
  boolean concerns(Mailbox recipient, Content content) throws IOException;

  /**
   * Opens such a message. Whatever stands against it, it is left as it came, and nothing says what
   * that was. The caller closes the result.
   *
   * @throws IOException where the content cannot be read
   */
  Unwrapped unwrap(Mailbox recipient, Content content) throws IOException;
}
