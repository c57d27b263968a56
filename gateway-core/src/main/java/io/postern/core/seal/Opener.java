package io.postern.core.seal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads sealed pieces as plain bytes. No byte is given before its segment was found to be genuine,
 * at its place, and, for the last one, really the end. After a failure every read fails, and after
 * the close. What was read is wiped from memory, the last of it by the close. Not thread-safe.
 */
public final class Opener extends InputStream {
  /** Gives pieces by number; null where there is none. The caller checks that there are no more. */
  @FunctionalInterface
  public interface Pieces {
    byte @Nullable [] get(int seq) throws IOException;
  }

  private final SecretKey key;
  private final String owner;
  private final Pieces pieces;
  private final long size;
  private @Nullable SegmentCipher cipher;
  private byte[] piece = new byte[0];
  private int at;
  private int seq;
  private int segments;
  private byte[] plain = new byte[0];
  private int next;
  private long given;
  private boolean ended;
  private boolean closed;
  private @Nullable DamagedException failure;

  /**
   * @param key may be closed afterwards
   * @param size how many plain bytes there must be
   */
  public Opener(DataKey key, String owner, long size, Pieces pieces) {
    this.key = key.forCipher();
    this.owner = owner;
    this.size = size;
    this.pieces = pieces;
  }

  @Override
  public int read() throws IOException {
    return fill() ? plain[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, plain.length - next);
    System.arraycopy(plain, next, target, offset, n);
    next += n;
    return n;
  }

  @Override
  public int available() {
    return plain.length - next;
  }

  @Override
  public void close() {
    closed = true;
    wipe();
    plain = new byte[0];
    next = 0;
  }

  private void wipe() {
    Arrays.fill(plain, (byte) 0);
  }

  /** False at the end. */
  private boolean fill() throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (closed) {
      throw new IOException("it is closed");
    }
    if (next < plain.length) {
      return true;
    }
    if (ended) {
      return false;
    }
    try {
      openSegment();
    } catch (DamagedException e) {
      failure = e;
      throw e;
    }
    return next < plain.length;
  }

  private void openSegment() throws IOException {
    if (at == piece.length) {
      nextPiece();
    }
    long left = size - given;
    boolean last = left <= SealHeader.SEGMENT;
    int length = (int) Math.min(left, SealHeader.SEGMENT) + SegmentCipher.TAG;
    if (length > piece.length - at) {
      throw new DamagedException("a piece is cut off");
    }
    byte[] opened = opened().open(segments, last, piece, at, length);
    at += length;
    segments++;
    given += opened.length;
    if (last) {
      checkEnd();
    }
    wipe();
    plain = opened;
    next = 0;
  }

  private void nextPiece() throws IOException {
    byte @Nullable [] found = pieces.get(seq);
    if (found == null) {
      throw new DamagedException("piece " + seq + " is missing");
    }
    piece = found;
    at = 0;
    if (seq == 0) {
      cipher = new SegmentCipher(SealHeader.parse(piece), key, owner);
      at = SealHeader.LENGTH;
    } else if (segments != seq * Sealer.SEGMENTS) {
      throw new DamagedException("piece " + seq + " begins too early");
    }
    seq++;
  }

  private SegmentCipher opened() {
    return Objects.requireNonNull(cipher, "the first piece was read");
  }

  private void checkEnd() throws IOException {
    if (at != piece.length) {
      throw new DamagedException("there is more than was sealed");
    }
    ended = true;
  }
}
