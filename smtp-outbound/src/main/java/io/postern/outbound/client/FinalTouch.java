package io.postern.outbound.client;

import io.postern.core.port.Content;
import java.io.IOException;

/**
 * What is put on a message when its octets will change no more, as a signature. Safe for use by
 * many threads.
 */
@FunctionalInterface
public interface FinalTouch {
  /** Leaves everything as it is. */
  FinalTouch NONE = (shipment, content, lines) -> content;

  /**
   * The content with what belongs on top of it.
   *
   * @param content in the form that the host gets
   * @param lines whether it goes as canonical lines, or octet by octet
   * @throws IOException where the content cannot be read
   * @throws io.postern.core.store.StoreException where what is needed for it cannot
   */
  Content on(Shipment shipment, Content content, boolean lines) throws IOException;
}
