package io.postern.core.port;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A message that is still coming in: what is written is sealed at once and nothing of it counts
 * until it is accepted by an {@link Intake}. For one thread.
 */
public interface Draft extends AutoCloseable {
  /**
   * Where the bytes go, CRLF line ends, without dot-stuffing.
   *
   * <p>A write throws {@link IOException} where the store cannot take it (disk full, database
   * gone): the sender is told 4xx.
   */
  OutputStream sink();

  /**
   * Ends writing and gives what was written; callable again.
   *
   * @throws IOException where the last bytes cannot be stored
   */
  Content content() throws IOException;

  /** Abandons the draft unless it was accepted; never throws. */
  @Override
  void close();
}
