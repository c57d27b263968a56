package io.postern.outbound.protect;

import io.postern.core.port.Content;
import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Output streams that wrapping is composed of. */
final class Streams {
  private static final int LEAST_ROOM = 2 << 10;
  private static final int MOST_ROOM = 64 << 10;

  private Streams() {}

  /** Octets of a buffer for so many: to clear large ones costs a small letter more than its AES. */
  static int room(long size) {
    return Math.clamp(size, LEAST_ROOM, MOST_ROOM);
  }

  /** The content, read by no more than it holds. */
  static BufferedInputStream buffered(Content content) throws IOException {
    return new BufferedInputStream(content.open(), room(content.size()));
  }

  /** Passes everything on except close, so that a layer can be ended without what lies below. */
  static final class Uncloseable extends FilterOutputStream {
    Uncloseable(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  /** Counts and digests what passes. */
  static final class Measuring extends FilterOutputStream {
    private final MessageDigest digest;
    private long count;

    Measuring(OutputStream out) {
      super(out);
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }

    /** What has passed; nothing more may pass. */
    Enclosed measured() {
      return new Enclosed(count, digest.digest());
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      digest.update((byte) b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      digest.update(bytes, offset, length);
      count += length;
    }
  }

  /** Writes the same to two streams; closes neither. */
  static final class Tee extends OutputStream {
    private final OutputStream one;
    private final OutputStream other;

    Tee(OutputStream one, OutputStream other) {
      this.one = one;
      this.other = other;
    }

    @Override
    public void write(int b) throws IOException {
      one.write(b);
      other.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      one.write(bytes, offset, length);
      other.write(bytes, offset, length);
    }
  }
}
