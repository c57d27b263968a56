package io.postern.policy.extract.file;

import io.postern.policy.extract.Trouble;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What may still be spent on one file of a message and all files inside it. For one thread. */
final class Budget {
  private static final long RATIO_FROM = 1 << 20;

  private final FileLimits limits;
  private int entries;
  private long expanded;
  private long text;

  Budget(FileLimits limits) {
    this.limits = limits;
  }

  FileLimits limits() {
    return limits;
  }

  /** One more entry or embedded file. */
  void entry() throws Unreadable {
    if (++entries > limits.entries()) {
      throw new Unreadable(Trouble.TOO_MANY_ENTRIES);
    }
  }

  /** How many of these characters may be given on; all of them, or what is left. */
  int text(int length) {
    int allowed = (int) Math.min(length, limits.text() - text);
    text += allowed;
    return allowed;
  }

  /** So many bytes came out of something packed. */
  void expanded(long bytes) throws Unreadable {
    expanded += bytes;
    if (expanded > limits.expanded()) {
      throw new Unreadable(Trouble.EXPANDS_TOO_FAR);
    }
  }

  /**
   * The same stream under this budget.
   *
   * @param packed how many bytes it is made from; negative where unknown
   */
  InputStream counted(InputStream in, long packed) {
    return new Counted(in, packed);
  }

  private final class Counted extends FilterInputStream {
    private final long packed;
    private long read;

    Counted(InputStream in, long packed) {
      super(in);
      this.packed = packed;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
      int n = in.read(b, offset, length);
      count(Math.max(n, 0));
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      long skipped = in.skip(n);
      count(skipped);
      return skipped;
    }

    private void count(long n) throws Unreadable {
      read += n;
      expanded(n);
      if (packed >= 0 && read > RATIO_FROM && read / limits.ratio() > packed) {
        throw new Unreadable(Trouble.PACKED_TOO_TIGHTLY);
      }
    }
  }
}
