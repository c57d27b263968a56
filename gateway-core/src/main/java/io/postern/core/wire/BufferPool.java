package io.postern.core.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Direct buffers, each large enough for one TLS record with its overhead, kept for the next
 * connection: allocating direct memory costs more than a whole plain session. Safe for use by many
 * threads.
 */
final class BufferPool {
  /** A record of 2^14 octets and what TLS 1.2 may add to it (RFC 5246 6.2.3: 2048, and 5). */
  static final int SIZE = 16_384 + 2_048 + 64;

  /** Idle buffers kept, about 19 MB. */
  private static final int KEPT = 1_024;

  private static final ConcurrentLinkedQueue<ByteBuffer> IDLE = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger IDLE_COUNT = new AtomicInteger();

  private BufferPool() {}

  /** A cleared buffer of {@link #SIZE} octets. */
  static ByteBuffer take() {
    ByteBuffer idle = IDLE.poll();
    if (idle == null) {
      return ByteBuffer.allocateDirect(SIZE);
    }
    IDLE_COUNT.decrementAndGet();
    return idle.clear();
  }

  /** Gives a buffer back; the caller forgets it. */
  static void give(ByteBuffer buffer) {
    if (IDLE_COUNT.incrementAndGet() <= KEPT) {
      IDLE.add(buffer);
    } else {
      IDLE_COUNT.decrementAndGet();
    }
  }
}
