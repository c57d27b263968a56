package io.postern.outbound.protect;

import io.postern.core.port.Content;
import java.util.Map;

/**
 * A wrapped message, ready to send. Large ones lie in a temporary file that holds ciphertext only
 * and goes with {@link #close}.
 *
 * @param details for the proof: key fingerprint, algorithms; keys in snake_case
 * @param cleanup removes what the content needs
 */
public record Wrapped(Content content, Map<String, String> details, Runnable cleanup)
    implements AutoCloseable {
  public Wrapped {
    details = Map.copyOf(details);
  }

  @Override
  public void close() {
    cleanup.run();
  }
}
