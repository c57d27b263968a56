package io.postern.core.store;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/**
 * Waits for the lock of another writer. A busy gateway leaves it free for some 20 µs between two
 * transactions; SQLite's own handler looks every 100 ms and would miss nearly all of these.
 */
final class ImpatientWriter extends BusyHandler {
  private static final long NAP_NANOS = 150_000;

  private final long patienceNanos;
  private long since;

  /**
   * @param patience after which the statement fails
   */
  ImpatientWriter(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  @Override
  protected int callback(int before) {
    long now = System.nanoTime();
    if (before == 0) {
      since = now;
    }
    LockSupport.parkNanos(NAP_NANOS);
    return now - since < patienceNanos ? 1 : 0;
  }
}
