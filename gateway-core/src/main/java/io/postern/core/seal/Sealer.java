package io.postern.core.seal;

import java.io.IOException;
import java.util.Arrays;

/**
 * Seals a stream into pieces of up to four segments. Holds at most one segment of plain bytes and
 * one piece of sealed ones; both start small, because most messages are. Not thread-safe.
 */
public final class Sealer {
  /** Takes finished pieces, numbered from 0, in order. */
  @FunctionalInterface
  public interface Pieces {
    void put(int seq, byte[] piece) throws IOException;
  }

  /** Segments in a piece. */
  static final int SEGMENTS = 4;

  /** The longest piece in bytes: the first one, which has the header. */
  public static final int LONGEST_PIECE = SealHeader.LENGTH + SEGMENTS * SegmentCipher.SEALED;

  /** How many pieces so many plain bytes make. */
  public static long pieces(long size) {
    long segments = Math.max(1, Math.ceilDiv(size, SealHeader.SEGMENT));
    return Math.ceilDiv(segments, SEGMENTS);
  }

  private static final int FIRST_BUFFER = 12 * 1024;

  private final SegmentCipher cipher;
  private final Pieces pieces;
  private byte[] plain = new byte[FIRST_BUFFER];
  private int filled;
  private byte[] piece;
  private int pieceLength;
  private int segments;
  private int seq;

  /**
   * @param owner what the content belongs to: it opens for no other owner
   */
  public Sealer(DataKey key, String owner, Pieces pieces) {
    SealHeader header = SealHeader.random();
    this.cipher = new SegmentCipher(header, key.forCipher(), owner);
    this.pieces = pieces;
    this.piece = header.bytes();
    this.pieceLength = SealHeader.LENGTH;
  }

  /** Takes more plain bytes. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    while (length > 0) {
      if (filled == SealHeader.SEGMENT) {
        // Only now it is known not to be the last one.
        seal(false);
        endPiece();
      }
      int n = Math.min(length, SealHeader.SEGMENT - filled);
      reserve(filled + n);
      System.arraycopy(bytes, offset, plain, filled, n);
      filled += n;
      offset += n;
      length -= n;
    }
  }

  private void reserve(int needed) {
    if (needed > plain.length) {
      byte[] larger =
          Arrays.copyOf(plain, Math.min(SealHeader.SEGMENT, Math.max(needed, plain.length * 4)));
      Arrays.fill(plain, (byte) 0);
      plain = larger;
    }
  }

  /** Hands a full piece on, where it is one. */
  private void endPiece() throws IOException {
    if (segments % SEGMENTS == 0) {
      pieces.put(seq, piece);
      seq++;
      piece = new byte[0];
      pieceLength = 0;
    }
  }

  private void seal(boolean last) {
    int end = pieceLength + filled + SegmentCipher.TAG;
    int left = SEGMENTS - segments % SEGMENTS;
    if (last) {
      piece = Arrays.copyOf(piece, end);
    } else if (end > piece.length) {
      piece = Arrays.copyOf(piece, pieceLength + left * SegmentCipher.SEALED);
    }
    cipher.seal(segments, last, plain, filled, piece, pieceLength);
    pieceLength = end;
    segments++;
    filled = 0;
  }

  /**
   * Seals what is left as the last segment and gives the last piece, which is not put. Nothing more
   * can be written, and the memory for it is given back.
   */
  public byte[] finish() {
    seal(true);
    wipe();
    plain = new byte[0];
    return piece;
  }

  /** The number of the piece that {@link #finish} gives. */
  public int lastSeq() {
    return seq;
  }

  /** Wipes the plain bytes that are held. */
  public void wipe() {
    Arrays.fill(plain, (byte) 0);
  }
}
