package io.postern.core.store;

import io.postern.core.audit.ChainHead;
import io.postern.core.audit.HeadSeal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Opens the writer's connection, and opens it again after a failure, but only onto a store that
 * still holds the last thing that was committed. For the writer's thread, except {@link #committed}
 * and {@link #stopWaiting}.
 */
final class Sessions {
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private final Dialect dialect;
  private final DataSource writers;
  private final String stream;
  private final HeadSeal seal;
  private final InstantSource clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile Optional<ChainHead> committed = Optional.empty();
  private Duration wait = FIRST_WAIT;

  Sessions(Dialect dialect, String stream, HeadSeal seal, InstantSource clock) {
    this.dialect = dialect;
    this.writers = dialect.writers();
    this.stream = stream;
    this.seal = seal;
    this.clock = clock;
  }

  /** Remembers the end of the chain that is now known to be durable. */
  void committed(ChainHead end) {
    committed = Optional.of(end);
  }

  /**
   * The first session.
   *
   * @throws StoreException where a chain's end is not sealed by this root key
   */
  WriterSession open() throws SQLException {
    Connection connection = writers.getConnection();
    try {
      checkHeads(connection);
      dialect.takeOver(connection);
      return new WriterSession(dialect, connection, stream, seal, clock);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * A session after a failure.
   *
   * @throws SQLException where the store cannot be opened, or not be trusted
   */
  WriterSession reopen() throws SQLException {
    Connection connection = writers.getConnection();
    try {
      dialect.verify(connection);
      checkHeads(connection);
      checkCommitted(connection);
      wait = FIRST_WAIT;
      return new WriterSession(dialect, connection, stream, seal, clock);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void checkHeads(Connection connection) throws SQLException {
    for (AuditRows.SealedHead head : AuditRows.heads(connection)) {
      if (head.head().stream().equals(stream) && !seal.matches(head.head(), head.mac())) {
        throw new StoreException(
            "the end of audit chain " + stream + " is not sealed by this root key");
      }
    }
  }

  /** Others may have appended since, so it is enough that our last link is still there. */
  private void checkCommitted(Connection connection) throws SQLException {
    if (committed.isEmpty()) {
      return;
    }
    ChainHead last = committed.get();
    Optional<byte[]> found = AuditRows.hashAt(connection, stream, last.seq());
    if (found.isEmpty() || !Arrays.equals(found.get(), last.hash())) {
      throw new StoreException(
          "the store lost committed changes: audit link " + last.seq() + " is not what it was");
    }
  }

  /** Waits longer each time, until {@link #stopWaiting}. */
  void awaitRetry() throws InterruptedException {
    if (!stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      Duration twice = wait.multipliedBy(2);
      wait = twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
    }
  }

  /** Ends waiting; there is nothing to recover any more. */
  void stopWaiting() {
    stop.countDown();
  }
}
