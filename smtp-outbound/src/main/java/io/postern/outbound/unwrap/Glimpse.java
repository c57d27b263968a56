package io.postern.outbound.unwrap;

import io.postern.core.mime.HeaderBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Keeps the beginning of what passes, where the header is. For one thread. */
final class Glimpse extends FilterInputStream {
  private static final int KEPT = 256 << 10;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(4096);

  Glimpse(InputStream in) {
    super(in);
  }

  /** The header of what has passed. */
  HeaderBlock header() throws IOException {
    return HeaderBlock.read(new ByteArrayInputStream(kept.toByteArray()), KEPT);
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0 && kept.size() < KEPT) {
      kept.write(b);
    }
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    if (count > 0) {
      kept.write(target, offset, Math.min(count, KEPT - kept.size()));
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
