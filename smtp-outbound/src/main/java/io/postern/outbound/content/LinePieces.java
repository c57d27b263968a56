package io.postern.outbound.content;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts octets at their line ends, LF or CRLF; a line too long for the buffer comes in several
 * pieces. For one thread.
 */
public final class LinePieces implements AutoCloseable {
  private static final int LONGEST = 8192;

  private final InputStream in;
  private final byte[] piece = new byte[LONGEST];
  private int length;
  private int lineEnd;
  private boolean starts;
  private boolean whole = true;
  private boolean heldCr;

  public LinePieces(InputStream in) {
    this.in = new BufferedInputStream(in, 2 * LONGEST);
  }

  /** Reads the next one; false at the end. */
  public boolean next() throws IOException {
    starts = whole;
    length = 0;
    lineEnd = 0;
    if (heldCr) {
      piece[length++] = '\r';
      heldCr = false;
    }
    int b = 0;
    while (length < LONGEST && b != '\n' && (b = in.read()) >= 0) {
      piece[length++] = (byte) b;
    }
    whole = b == '\n';
    lineEnd = !whole ? 0 : length > 1 && piece[length - 2] == '\r' ? 2 : 1;
    if (length == LONGEST && !whole && piece[length - 1] == '\r') {
      heldCr = true; // it may belong to an LF
      length--;
    }
    return length > 0 || heldCr;
  }

  public byte[] octets() {
    return piece;
  }

  /** Without the line end. */
  public int text() {
    return length - lineEnd;
  }

  /** 0, 1 or 2 octets. */
  public int lineEnd() {
    return lineEnd;
  }

  /** Whether a line begins with it. */
  public boolean starts() {
    return starts;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
