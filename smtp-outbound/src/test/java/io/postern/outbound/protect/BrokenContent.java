package io.postern.outbound.protect;

import io.postern.core.port.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** Content whose integrity check fails at its end. */
record BrokenContent(byte[] bytes) implements Content {
  @Override
  public long size() {
    return bytes.length + 1L;
  }

  @Override
  public InputStream open() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("damaged");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("damaged");
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(bytes), failing);
  }
}
