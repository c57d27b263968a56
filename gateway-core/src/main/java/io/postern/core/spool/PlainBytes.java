package io.postern.core.spool;

import java.io.InputStream;
import java.util.Objects;

/**
 * Bytes as a stream without the lock that {@link java.io.ByteArrayInputStream} takes for each of
 * them: headers are read byte by byte. For one thread.
 */
final class PlainBytes extends InputStream {
  private final byte[] bytes;
  private int next;

  PlainBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return next < bytes.length ? bytes[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    int n = Math.min(length, bytes.length - next);
    System.arraycopy(bytes, next, target, offset, n);
    next += n;
    return n == 0 ? -1 : n;
  }

  @Override
  public int available() {
    return bytes.length - next;
  }
}
