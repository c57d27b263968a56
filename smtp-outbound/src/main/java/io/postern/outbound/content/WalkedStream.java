package io.postern.outbound.content;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/** What a visitor makes of a message, while it is read: never held whole. For one thread. */
final class WalkedStream extends InputStream {
  private static final int ENOUGH = 8192;

  private final ByteArrayOutputStream ready = new ByteArrayOutputStream(2 * ENOUGH);
  private final EntityWalk walk;
  private byte[] piece = new byte[0];
  private int next;

  /**
   * @param visitor of what it writes to
   */
  WalkedStream(InputStream in, Function<ByteArrayOutputStream, EntityWalk.Visitor> visitor) {
    this.walk = new EntityWalk(in, visitor.apply(ready));
  }

  @Override
  public int read() throws IOException {
    return fill() ? piece[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, piece.length - next);
    System.arraycopy(piece, next, target, offset, n);
    next += n;
    return n;
  }

  private boolean fill() throws IOException {
    if (next < piece.length) {
      return true;
    }
    ready.reset();
    try {
      while (ready.size() < ENOUGH && walk.step()) {}
    } catch (NotConvertibleException e) {
      throw new IOException("the message is no longer what it was", e);
    }
    piece = ready.toByteArray();
    next = 0;
    return piece.length > 0;
  }

  @Override
  public void close() throws IOException {
    walk.close();
  }
}
