package io.postern.outbound.discover;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A connection over which the other side can send so much and for so long, and no more: a program
 * that reads whole answers into memory is then safe with a server that never ends one.
 */
final class LimitedSocket extends Socket {
  private final Deadline deadline;
  private long left;

  /**
   * @param most octets that are read
   */
  LimitedSocket(long most, Deadline deadline) {
    this.left = most;
    this.deadline = deadline;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int from, int length) throws IOException {
        int count = super.read(target, from, length);
        counted(Math.max(0, count));
        return count;
      }

      @Override
      public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        counted(skipped);
        return skipped;
      }
    };
  }

  private synchronized void counted(long octets) throws IOException {
    left -= octets;
    if (left < 0) {
      throw new IOException("the server sends more than is taken");
    }
    if (deadline.isOver()) {
      throw new SocketTimeoutException("the server takes too long");
    }
  }
}
