package io.postern.core.testing;

import io.postern.core.model.Reply;
import io.postern.core.store.Database;
import io.postern.core.store.StoreException;
import io.postern.core.store.Work;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A store that takes or gives nothing while a test wants it so. Closing it leaves the real one
 * open.
 */
public final class FlakyDatabase implements Database {
  private final Database real;
  private final AtomicInteger reads = new AtomicInteger();
  private volatile boolean failing;
  private volatile boolean silent;

  public FlakyDatabase(Database real) {
    this.real = real;
  }

  /** From now on. */
  public void failWrites(boolean fail) {
    failing = fail;
  }

  /** From now on. */
  public void failReads(boolean fail) {
    silent = fail;
  }

  /** How often somebody tried to read. */
  public int reads() {
    return reads.get();
  }

  @Override
  public <T extends @Nullable Object> CompletableFuture<T> write(Work<T> work) {
    return failing
        ? CompletableFuture.failedFuture(new StoreException("the disk is full"))
        : real.write(work);
  }

  @Override
  public <T extends @Nullable Object> T read(Query<T> query) {
    reads.incrementAndGet();
    if (silent) {
      throw new StoreException("no reader is free");
    }
    return real.read(query);
  }

  @Override
  public boolean healthy() {
    return !failing && real.healthy();
  }

  @Override
  public Optional<Reply> refusal() {
    return real.refusal();
  }

  @Override
  public void tidy() {
    real.tidy();
  }

  @Override
  public void close() {}
}
