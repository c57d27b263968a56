package io.postern.outbound.unwrap;

import io.postern.core.model.Decryption;
import io.postern.core.port.Content;

/**
 * What is delivered in place of a message that came encrypted.
 *
 * @param content the opened message, readable until this is closed; or the one that came
 * @param decryption what became of it
 * @param cleanup removes what the content needs
 */
public record Unwrapped(Content content, Decryption decryption, Runnable cleanup)
    implements AutoCloseable {
  /** As it came. */
  static Unwrapped left(Content content, String format) {
    return new Unwrapped(content, new Decryption.Left(format), () -> {});
  }

  @Override
  public void close() {
    cleanup.run();
  }
}
