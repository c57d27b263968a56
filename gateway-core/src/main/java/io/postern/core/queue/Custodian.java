package io.postern.core.queue;

import io.postern.core.model.MessageId;
import io.postern.core.spool.Spool;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.store.QueueStore;
import io.postern.core.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The housekeeping of the queue, once a minute: leases that ran out, holds that ended, deliveries
 * whose time is over, messages that nobody needs any more, content of drafts that a crash left, and
 * the age of the key-encryption key.
 */
public final class Custodian implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Custodian.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** In one transaction, so that no accepting session waits long behind it. */
  private static final int AT_ONCE = 20;

  /** Content without a message that is older than this and than any session was left by a crash. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Database database;
  private final QueueStore queue;
  private final Vault vault;
  private final Spool spool;
  private final MessageEnd end;
  private final HoldEnds holds;
  private final Dispatcher dispatcher;
  private final InstantSource clock;
  private final Duration abandoned;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("custodian").daemon().factory());

  public Custodian(
      Database database,
      Vault vault,
      Spool spool,
      MessageEnd end,
      HoldEnds holds,
      Dispatcher dispatcher,
      InstantSource clock,
      Duration longestSession) {
    this.database = database;
    this.queue = new QueueStore(database);
    this.vault = vault;
    this.spool = spool;
    this.end = end;
    this.holds = holds;
    this.dispatcher = dispatcher;
    this.clock = clock;
    Duration twice = longestSession.multipliedBy(2);
    this.abandoned = twice.compareTo(ABANDONED) > 0 ? twice : ABANDONED;
  }

  public void start() {
    timer.scheduleWithFixedDelay(this::round, 0, PAUSE.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * One round; also for tests and the command line. A step that fails keeps none of the others from
   * it.
   */
  public void round() {
    tried(dispatcher::takeIn);
    tried(() -> wake(holds.round()));
    tried(dispatcher::seeToLapsed);
    tried(this::shredFinished);
    tried(vault::rotateIfDue);
    tried(() -> spool.sweep(clock.instant().minus(abandoned)));
    tried(database::tidy);
  }

  private void wake(boolean canLeave) {
    if (canLeave) {
      dispatcher.wake();
    }
  }

  private static void tried(Runnable step) {
    try {
      step.run();
    } catch (StoreException e) {
      LOG.warn("housekeeping is put off: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      // The timer would end silently.
      LOG.error("housekeeping failed", e);
    }
  }

  private void shredFinished() {
    int shredded = AT_ONCE;
    while (shredded == AT_ONCE) {
      List<MessageId> finished = queue.finished(clock.instant(), AT_ONCE);
      shredded = finished.isEmpty() ? 0 : shred(finished);
    }
  }

  private int shred(List<MessageId> finished) {
    return Waiting.forCommit(
        database.write(tx -> {
          int count = 0;
          for (MessageId id : finished) {
            count += end.ifFinished(tx, id, "expired") ? 1 : 0;
          }
          return count;
        }));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
