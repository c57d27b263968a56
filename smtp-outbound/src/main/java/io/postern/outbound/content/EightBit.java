package io.postern.outbound.content;

import io.postern.core.port.Content;
import java.io.IOException;
import java.io.InputStream;

/** Whether a message is more than ASCII, whatever it says of itself. */
public final class EightBit {
  private EightBit() {}

  /**
   * @throws IOException where the content cannot be read
   */
  public static boolean isIn(Content content) throws IOException {
    byte[] buffer = new byte[16_384];
    try (InputStream in = content.open()) {
      int n;
      while ((n = in.read(buffer)) >= 0) {
        for (int i = 0; i < n; i++) {
          if (buffer[i] < 0) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
