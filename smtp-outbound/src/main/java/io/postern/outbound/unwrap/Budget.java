package io.postern.outbound.unwrap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends a reader that takes too much without giving anything: parsers hold whatever is not content
 * in memory, and an enemy says how long that is. For one thread.
 */
final class Budget extends FilterInputStream {
  /** Certificates, signatures, recipients and attributes of honest mail are far smaller. */
  static final int MOST = 1 << 20;

  private int left = MOST;

  Budget(InputStream in) {
    super(in);
  }

  /** A piece of the content came out and was put away. */
  void renew() {
    left = MOST;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    spend(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    spend(Math.max(0, count));
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void spend(int octets) throws IOException {
    left -= octets;
    if (left < 0) {
      throw new IOException("more around the content than may be");
    }
  }
}
