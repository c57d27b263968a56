package io.postern.core.store;

import io.postern.core.audit.ChainHead;
import io.postern.core.model.Reply;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer. Whatever waits goes into one transaction; while one commit runs the next batch
 * gathers by itself, and while {@link Durability} waits for the disk the next one is written.
 */
final class GroupCommit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  /** A batch of large pieces ends after this, so that small ones behind it do not wait long. */
  private static final long BATCH_NANOS = Duration.ofMillis(25).toNanos();

  /**
   * While the disk writes the batch before, this one stays open for more: each commit rewrites the
   * last pages of some twenty trees whatever it holds. A nap, because each wait for the next unit
   * would wake this thread.
   */
  private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private static final Duration PROBE_EVERY = Duration.ofSeconds(1);

  private final BlockingQueue<Pending<?>> backlog;
  private final int batchSize;
  private final Dialect dialect;
  private final Sessions sessions;
  private final Health health;
  private final Pressure pressure;
  private final Durability durability;
  private final Thread thread;
  private volatile boolean closing;
  private @Nullable WriterSession session;
  private List<Pending<?>> inHand = List.of();

  GroupCommit(
      StoreSettings settings, Dialect dialect, Sessions sessions, Health health, String name) {
    this.backlog = new ArrayBlockingQueue<>(settings.storage().backlog());
    this.batchSize = settings.storage().batch();
    this.dialect = dialect;
    this.sessions = sessions;
    this.health = health;
    this.pressure = pressure(settings);
    this.durability =
        new Durability(health, sessions::committed, pressure(settings), batchSize, name + "-sync");
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  private static Pressure pressure(StoreSettings settings) {
    return new Pressure(settings.storage().backlog(), System::nanoTime);
  }

  void start(WriterSession first) {
    session = first;
    durability.start();
    thread.start();
  }

  <T extends @Nullable Object> CompletableFuture<T> submit(Work<T> work) {
    Pending<T> pending = new Pending<>(work);
    if (closing) {
      pending.fail(new StoreException("the store is closed"));
    } else if (health.broken()) {
      pending.fail(new StoreException("the store failed and is not verified yet"));
    } else if (!backlog.offer(pending)) {
      pending.fail(new StoreException("too many changes wait for the store"));
    } else if (!thread.isAlive() && backlog.remove(pending)) {
      // The writer ended between the first check and the offer.
      pending.fail(new StoreException("the store is closed"));
    }
    return pending.promise();
  }

  /** The reply at MAIL while changes come faster than they are committed. */
  Optional<Reply> refusal() {
    return pressure.refusal(backlog.size()).or(durability::refusal);
  }

  private void run() {
    try {
      while (!closing || !backlog.isEmpty()) {
        stepSafely();
      }
    } catch (InterruptedException e) {
      LOG.warn("the writer was interrupted and ends");
    } finally {
      closing = true;
      failBacklog(new StoreException("the store is closed"));
      closeSession();
    }
  }

  /** The one writer outlives any defect: without it the store would be closed for ever. */
  private void stepSafely() throws InterruptedException {
    try {
      step();
    } catch (RuntimeException | Error e) {
      LOG.error("the writer failed", e);
      durability.awaitIdle();
      health.bad(Trouble.BROKEN, e);
      StoreException why = new StoreException("the store failed", e);
      inHand.forEach(p -> p.fail(why));
      failBacklog(why);
      closeSession();
    }
  }

  private void step() throws InterruptedException {
    if (health.broken()) {
      recover();
      return;
    }
    Pending<?> first = backlog.poll(PROBE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      commitFrom(first);
    } else if (!health.good()) {
      commitFrom(new Pending<>(Probe::write));
    }
  }

  private void commitFrom(Pending<?> first) {
    List<Pending<?>> batch = new ArrayList<>();
    batch.add(first);
    inHand = batch;
    pressure.begin();
    try {
      commit(batch, true);
    } catch (WriteFailure e) {
      Trouble trouble = e.trouble(dialect);
      if (trouble == Trouble.UNIT && batch.size() > 1) {
        commitOneByOne(batch);
      } else {
        fail(batch, trouble, e);
      }
    } finally {
      pressure.end();
    }
  }

  /** Somebody's unit failed: each gets a transaction of its own, so that only the bad ones fail. */
  private void commitOneByOne(List<Pending<?>> batch) {
    for (int i = 0; i < batch.size(); i++) {
      List<Pending<?>> one = batch.subList(i, i + 1);
      try {
        commit(one, false);
      } catch (WriteFailure e) {
        Trouble trouble = e.trouble(dialect);
        if (trouble == Trouble.UNIT) {
          fail(one, trouble, e);
        } else {
          fail(batch.subList(i, batch.size()), trouble, e);
          return;
        }
      }
    }
  }

  private void commit(List<Pending<?>> batch, boolean gather) throws WriteFailure {
    WriterSession writer = openSession();
    Optional<ChainHead> end;
    try {
      writer.begin();
      batch.getFirst().run(writer);
      if (gather) {
        gather(writer, batch);
      }
      end = writer.commit();
    } catch (SQLException | RuntimeException | Error e) {
      // Errors too, such as out of memory: the writer must live, and nobody wait for ever.
      rollback(writer);
      throw new WriteFailure(e);
    }
    durability.hand(new Durability.Committed(batch, end, writer.log()));
  }

  private void gather(WriterSession writer, List<Pending<?>> batch) throws SQLException {
    long start = System.nanoTime();
    while (batch.size() < batchSize && System.nanoTime() - start < BATCH_NANOS) {
      Pending<?> next = backlog.poll();
      if (next != null) {
        batch.add(next);
        next.run(writer);
      } else if (durability.syncing()) {
        LockSupport.parkNanos(NAP_NANOS);
      } else {
        return;
      }
    }
  }

  private static void rollback(WriterSession writer) {
    try {
      writer.rollback();
    } catch (SQLException e) {
      // SQLite rolls back by itself after a full disk or an I/O error and then has nothing left to
      // undo. Where a transaction really stayed open, the next BEGIN fails, so nothing is committed
      // with it, and this is tried again.
      LOG.debug("rollback: {}", e.toString());
    }
  }

  private void fail(List<Pending<?>> batch, Trouble trouble, WriteFailure failure) {
    if (trouble != Trouble.UNIT) {
      durability.awaitIdle(); // what was committed before says that all is well
      health.bad(trouble, failure.reason());
    }
    StoreException why = failure.toStoreException(trouble);
    batch.forEach(p -> p.fail(why));
    if (trouble == Trouble.BROKEN) {
      failBacklog(why);
      closeSession();
    }
  }

  private void failBacklog(StoreException why) {
    List<Pending<?>> waiting = new ArrayList<>();
    backlog.drainTo(waiting);
    waiting.forEach(p -> p.fail(why));
  }

  private WriterSession openSession() {
    if (session == null) {
      throw new IllegalStateException("no session while the store is not broken");
    }
    return session;
  }

  private void recover() throws InterruptedException {
    closeSession();
    try {
      session = sessions.reopen();
      durability.resume();
      health.well();
    } catch (SQLException | StoreException e) {
      LOG.error("the store cannot be verified yet: {}", e.toString());
      sessions.awaitRetry();
    }
    if (health.broken()) {
      failBacklog(new StoreException("the store failed and is not verified yet"));
    }
  }

  private void closeSession() {
    if (session != null) {
      durability.awaitIdle();
      try {
        session.close();
      } catch (SQLException | IOException e) {
        LOG.warn("closing the writer's connection: {}", e.toString());
      }
      session = null;
    }
  }

  /** Commits what waits, then ends. */
  @Override
  public void close() {
    closing = true; // first: the writer looks at it when it wakes
    backlog.offer(new Pending<>(tx -> true)); // wakes the writer; a full backlog wakes it as well
    sessions.stopWaiting();
    try {
      thread.join();
      durability.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
