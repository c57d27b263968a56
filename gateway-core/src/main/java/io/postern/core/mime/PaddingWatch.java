package io.postern.core.mime;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Notices base64 that goes on after its padding (RFC 4648 3.3). For one thread. */
final class PaddingWatch extends FilterInputStream {
  private boolean padded;
  private boolean after;

  PaddingWatch(InputStream raw) {
    super(raw);
  }

  boolean dataAfterPadding() {
    return after;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    see(b);
    return b;
  }

  @Override
  public int read(byte[] to, int from, int most) throws IOException {
    int n = super.read(to, from, most);
    for (int i = from; i < from + n; i++) {
      see(to[i]);
    }
    return n;
  }

  private void see(int b) {
    boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    after |= padded && (letter || (b >= '0' && b <= '9') || b == '+' || b == '/');
    padded |= b == '=';
  }
}
