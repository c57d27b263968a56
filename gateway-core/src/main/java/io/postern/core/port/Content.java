package io.postern.core.port;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of one message, readable as often as needed, never held whole. Safe for use by several
 * threads.
 */
public interface Content {
  /** Its length in bytes. */
  long size();

  /**
   * A fresh stream from the first byte. Reading verifies integrity as it goes: bytes that fail are
   * never returned.
   *
   * @throws IOException where the store cannot be read
   */
  InputStream open() throws IOException;
}
