package io.postern.core.queue;

import io.postern.core.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Waiting for a commit on the caller's thread. */
public final class Waiting {
  private Waiting() {}

  /**
   * @throws StoreException where the unit failed
   * @throws RuntimeException what the unit itself threw
   */
  public static <T extends @Nullable Object> T forCommit(CompletableFuture<T> commit) {
    try {
      return commit.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof StoreException s && s.getCause() instanceof IllegalArgumentException i) {
        throw i; // what the unit itself found wrong with what it was asked
      }
      if (cause instanceof RuntimeException r) {
        throw r;
      }
      throw new StoreException("the store failed", cause == null ? e : cause);
    }
  }
}
