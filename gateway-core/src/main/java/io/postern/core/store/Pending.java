package io.postern.core.store;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A unit of work on its way, with the promise made for it. */
final class Pending<T extends @Nullable Object> {
  private final Work<T> work;
  private final CompletableFuture<T> promise = new CompletableFuture<>();
  private @Nullable T result;

  Pending(Work<T> work) {
    this.work = work;
  }

  CompletableFuture<T> promise() {
    return promise;
  }

  void run(Tx tx) throws SQLException {
    result = work.run(tx);
  }

  /** After the commit is durable. */
  @SuppressWarnings("NullAway") // run() has set the result, which is null only where T is nullable
  void succeed() {
    promise.complete(result);
  }

  void fail(StoreException why) {
    promise.completeExceptionally(why);
  }
}
