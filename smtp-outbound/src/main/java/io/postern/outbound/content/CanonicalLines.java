package io.postern.outbound.content;

import java.io.IOException;
import java.io.InputStream;

/**
 * Gives octets as lines that every receiver reads alike: each ends in CRLF, none holds another CR
 * or LF or a NUL. Octets that are such lines already pass unchanged. For one thread.
 *
 * <p>A lone LF becomes CRLF, because everything that read the message here took it for the end of a
 * line. A lone CR becomes a space and a NUL a question mark: nothing here took them for an end, so
 * they must not become one, else a field or a part could come into being that nobody examined.
 */
public final class CanonicalLines extends InputStream {
  private static final int BUFFER = 16_384;

  private final InputStream source;
  private final byte[] in;
  private final byte[] out;
  private int next;
  private int end;
  private boolean heldCr;
  private boolean lineStart = true;
  private boolean ended;

  /**
   * @param source closed with this stream
   */
  public CanonicalLines(InputStream source) {
    this(source, BUFFER);
  }

  /**
   * @param size of what is to be read, as far as known; most messages are far smaller than a buffer
   */
  public CanonicalLines(InputStream source, long size) {
    this.source = source;
    this.in = new byte[Math.clamp(size + 1, 512, BUFFER)];
    this.out = new byte[2 * in.length + 3]; // an octet becomes two at most, and the end three
  }

  @Override
  public int read() throws IOException {
    return fill() ? out[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, end - next);
    System.arraycopy(out, next, target, offset, n);
    next += n;
    return n;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** False at the end. */
  private boolean fill() throws IOException {
    while (next == end && !ended) {
      next = 0;
      end = 0;
      int n = source.read(in, 0, in.length);
      if (n < 0) {
        finish();
      }
      for (int i = 0; i < n; i++) {
        take(in[i]);
      }
    }
    return next < end;
  }

  private void take(byte b) {
    if (b == '\n') {
      endLine();
      return;
    }
    if (heldCr) {
      put((byte) ' ');
    }
    heldCr = b == '\r';
    if (!heldCr) {
      put(b == 0 ? (byte) '?' : b);
    }
  }

  private void finish() {
    ended = true;
    if (heldCr) {
      put((byte) ' ');
    }
    if (!lineStart) {
      endLine();
    }
  }

  private void put(byte b) {
    out[end++] = b;
    lineStart = false;
  }

  private void endLine() {
    out[end++] = '\r';
    out[end++] = '\n';
    lineStart = true;
    heldCr = false;
  }
}
