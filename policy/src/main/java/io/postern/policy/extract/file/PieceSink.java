package io.postern.policy.extract.file;

import io.postern.policy.extract.Piece;
import java.io.IOException;

/** Takes what is found in a file, in the order in which it is found. */
@FunctionalInterface
public interface PieceSink {
  /**
   * @throws IOException where nobody takes it any more
   */
  void take(Piece piece) throws IOException;
}
