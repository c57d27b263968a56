package io.postern.core.store;

import io.postern.core.model.Reply;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The store's one door to SQL. Writes are grouped: many units of work share one transaction and one
 * fsync. Safe for use by many threads.
 */
public interface Database extends AutoCloseable {
  /**
   * Queues a change. The future completes after the commit is durable, exceptionally with {@link
   * StoreException} where this unit failed or the store stopped; other units of the batch are not
   * affected.
   */
  <T extends @Nullable Object> CompletableFuture<T> write(Work<T> work);

  /**
   * Runs a query on a reader connection, blocking.
   *
   * @throws StoreException where it fails
   */
  <T extends @Nullable Object> T read(Query<T> query);

  /** Something that reads. */
  @FunctionalInterface
  interface Query<T extends @Nullable Object> {
    T run(Connection connection) throws SQLException;
  }

  /** True while the last commit worked; false stops acceptance. */
  boolean healthy();

  /**
   * Why no new message can be taken now, as the 4xx for it: 452 4.3.1 where space is short, 451
   * 4.3.0 where the store failed; empty while all is well.
   */
  Optional<Reply> refusal();

  /**
   * Gives space that finished messages left back to the disk, in steps short enough that nobody
   * waits long for a commit; does nothing where the engine does that by itself.
   *
   * @throws StoreException where it fails
   */
  void tidy();

  @Override
  void close();
}
