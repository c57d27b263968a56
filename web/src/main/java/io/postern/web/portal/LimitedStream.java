package io.postern.web.portal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails where more comes than was agreed. For one thread. */
final class LimitedStream extends FilterInputStream {
  private long left;

  LimitedStream(InputStream in, long limit) {
    super(in);
    left = limit;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    return b < 0 ? b : count(b, 1);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = in.read(buffer, offset, length);
    return n < 0 ? n : count(n, n);
  }

  private int count(int result, int bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw new Visit.TooLargeException();
    }
    return result;
  }
}
