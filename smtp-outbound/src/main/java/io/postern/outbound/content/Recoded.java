package io.postern.outbound.content;

import io.postern.core.port.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.BitSet;

/**
 * A message for somebody who does not take its octets as they are: bodies that need it are in
 * base64, their headers say so, everything else is as it was. Made anew whenever it is read, never
 * held whole. A DKIM signature over it does not survive that; a signature of its author's does,
 * because what is signed is never touched.
 */
public final class Recoded implements Content {
  private final Content original;
  private final Lines lines;
  private final BitSet encoded;
  private final long size;

  private Recoded(Content original, Lines lines, BitSet encoded) throws IOException {
    this.original = original;
    this.lines = lines;
    this.encoded = encoded;
    try (InputStream in = open()) {
      this.size = in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /**
   * The message in such lines: the content itself where it is so already. Reads it once or twice.
   *
   * @param binary whether it came as BODY=BINARYMIME, where lone CR and LF are not line ends
   * @throws NotConvertibleException where that cannot be done
   * @throws IOException where the content cannot be read
   */
  public static Content of(Content content, Lines lines, boolean binary)
      throws NotConvertibleException, IOException {
    Survey survey = new Survey(lines, binary);
    try (EntityWalk walk = new EntityWalk(content.open(), survey)) {
      walk.run();
    }
    return survey.changes() ? new Recoded(content, lines, survey.encoded()) : content;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() throws IOException {
    return new Stream(original.open());
  }

  private final class Stream extends InputStream {
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream(16_384);
    private final EntityWalk walk;
    private byte[] piece = new byte[0];
    private int next;

    Stream(InputStream in) {
      walk = new EntityWalk(in, new Recoding(lines, encoded, ready));
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
        while (ready.size() < 8192 && walk.step()) {}
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
}
