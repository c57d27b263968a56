package io.postern.inbound;

import io.postern.config.settings.Settings;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The octets of one DATA or one chunk as they come, neither slower nor, once the message is
 * refused, more of them than agreed. Silence is the matter of {@code limits.data_timeout}; this is
 * against octets that come just often enough. For one thread.
 */
final class ContentInput {
  /** What may follow a message over its limit, so that a client that is nearly done may finish. */
  static final long SLACK = 1024 * 1024;

  /** What may come in a refused message has come; only the end of the connection stops the rest. */
  static final class OverrunException extends IOException {
    private static final long serialVersionUID = 1L;

    OverrunException() {
      super("a refused message does not end");
    }
  }

  private static final long WINDOW = Duration.ofMinutes(1).toNanos();

  private final Conversation in;
  private final Settings.Limits limits;
  private final LongSupplier nanoTime;
  private long octets;
  private long windowStart;
  private long inWindow;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  ContentInput(Conversation in, Settings.Limits limits, LongSupplier nanoTime) {
    this.in = in;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.windowStart = nanoTime.getAsLong();
  }

  /**
   * Returns when the buffer holds something.
   *
   * @param refused whether the content is only read to find its end
   * @throws SocketTimeoutException where too little comes
   * @throws OverrunException where too much of a refused message comes
   */
  void await(boolean refused) throws IOException {
    if (refused && octets > limits.messageSize().bytes() + SLACK) {
      throw new OverrunException();
    }
    if (in.position() == in.limit()) {
      in.require(limits.dataTimeout());
      count(in.limit());
    }
  }

  private void count(int came) throws SocketTimeoutException {
    octets += came;
    inWindow += came;
    long now = nanoTime.getAsLong();
    if (now - windowStart >= WINDOW) {
      if (inWindow < limits.minimumRate().bytes()) {
        throw new SocketTimeoutException("less content in a minute than limits.minimum_rate");
      }
      windowStart = now;
      inWindow = 0;
    }
  }
}
