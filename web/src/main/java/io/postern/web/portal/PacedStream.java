package io.postern.web.portal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Fails where an upload takes longer than its size excuses; the connection's idle time alone would
 * let one octet in half a minute hold a request for ever. For one thread.
 */
final class PacedStream extends FilterInputStream {
  /** For an upload of any size. */
  private static final long GRACE = Duration.ofSeconds(60).toNanos();

  /** The least average after that, in octets per second: slower than any line in use. */
  private static final long LEAST_RATE = 2048;

  /** The body comes too slowly. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlowException() {
      super("request body too slow");
    }
  }

  private final LongSupplier nanoTime;
  private final long start;
  private long octets;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  PacedStream(InputStream in, LongSupplier nanoTime) {
    super(in);
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
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

  private int count(int result, int came) throws IOException {
    octets += came;
    long excused = GRACE + Duration.ofMillis(octets * 1000 / LEAST_RATE).toNanos();
    if (nanoTime.getAsLong() - start > excused) {
      throw new TooSlowException();
    }
    return result;
  }
}
