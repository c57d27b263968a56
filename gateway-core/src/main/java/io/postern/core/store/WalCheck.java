package io.postern.core.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether a WAL still says what was written into it. A checkpoint copies its pages unseen: after a
 * failed fsync the kernel may have dropped pages that never reached the disk, and what is read
 * instead would go over good pages of the database. For one thread.
 *
 * <p>Standards: the SQLite file format, 4 (https://www.sqlite.org/fileformat2.html#walformat).
 */
final class WalCheck {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int MAGIC = 0x377f0682;
  private static final int SALTS = 16;
  private static final int FRAME_SALTS = 8;
  private static final int FRAME_SUMMED = 8;

  private final FileChannel wal;
  private int first;
  private int second;

  private WalCheck(FileChannel wal) {
    this.wal = wal;
  }

  /**
   * Whether so many frames follow the header, each with the checksum that continues the one before.
   *
   * @throws IOException where it cannot be read
   */
  static boolean holds(Path file, long frames) throws IOException {
    if (frames == 0) {
      return true;
    }
    try (FileChannel wal = FileChannel.open(file, StandardOpenOption.READ)) {
      return new WalCheck(wal).frames(frames);
    } catch (EOFException e) {
      return false;
    }
  }

  private boolean frames(long count) throws IOException {
    ByteBuffer header = read(0, HEADER);
    int magic = header.getInt(0);
    int page = header.getInt(8);
    if ((magic & ~1) != MAGIC || page < 512 || page > 1 << 16) {
      return false;
    }
    ByteOrder order = (magic & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    sum(header, 0, FRAME_HEADER, order);
    boolean good = isSum(header, FRAME_HEADER);
    long salts = header.getLong(SALTS);
    for (long i = 0; i < count && good; i++) {
      ByteBuffer frame = read(HEADER + i * (FRAME_HEADER + page), FRAME_HEADER + page);
      sum(frame, 0, FRAME_SUMMED, order);
      sum(frame, FRAME_HEADER, page, order);
      good = frame.getLong(FRAME_SALTS) == salts && isSum(frame, SALTS);
    }
    return good;
  }

  private ByteBuffer read(long at, int octets) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(octets);
    while (buffer.hasRemaining()) {
      if (wal.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("the WAL ends too early");
      }
    }
    return buffer;
  }

  /** Over pairs of words in the order that the header names. */
  private void sum(ByteBuffer of, int from, int octets, ByteOrder order) {
    ByteBuffer words = of.duplicate().order(order);
    for (int i = from; i < from + octets; i += 8) {
      first += words.getInt(i) + second;
      second += words.getInt(i + 4) + first;
    }
  }

  /** Checksums are written with the high octet first, whatever the words are. */
  private boolean isSum(ByteBuffer in, int at) {
    return in.getInt(at) == first && in.getInt(at + 4) == second;
  }
}
