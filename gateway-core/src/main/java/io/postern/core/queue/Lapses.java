package io.postern.core.queue;

import io.postern.core.model.HostReply;
import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.LeaseStore;
import io.postern.core.store.QueueStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What time does to deliveries that get no attempt, because their destination is left alone or
 * slow: their senders hear that they wait, and of those that are over. For one thread.
 */
final class Lapses {
  private static final int AT_ONCE = 100;

  /** After hours in which nothing could leave, this much is for first attempts. */
  private static final Duration UNTRIED_EXPIRES = Duration.ofHours(6);

  /** A slow destination may take this long to get to it. */
  private static final Duration UNTRIED_IS_LATE = Duration.ofHours(1);

  private final Database database;
  private final LeaseStore leases;
  private final Worker worker;
  private final Supplier<QueueStore.Stamp> stamps;
  private final Hands hands;
  private final BooleanSupplier open;

  /**
   * @param open asked before every batch: false while nothing may end either
   */
  Lapses(
      Database database,
      Worker worker,
      Supplier<QueueStore.Stamp> stamps,
      Hands hands,
      BooleanSupplier open) {
    this.database = database;
    this.leases = new LeaseStore(database);
    this.worker = worker;
    this.stamps = stamps;
    this.hands = hands;
    this.open = open;
  }

  /** Takes a batch of what lapsed. */
  private interface Batch {
    List<Lease> lease(Tx tx, QueueStore.Stamp stamp) throws SQLException;
  }

  /** Ends or tells of one. */
  private interface Step {
    boolean apply(Lease lease);
  }

  /**
   * What was never tried has longer, for its first attempt, but not where its destination is dead.
   *
   * @param suspended the destinations that are left alone now
   * @return whether a notice is due
   */
  boolean round(Set<String> suspended) {
    Step expire = l -> worker.expire(l, reason(l, suspended));
    Step warn = l -> worker.warn(l, reason(l, suspended));
    boolean told = each((tx, s) -> leases.leaseExpired(tx, s, UNTRIED_EXPIRES, AT_ONCE), expire);
    told |= each((tx, s) -> leases.leaseLate(tx, s, UNTRIED_IS_LATE, AT_ONCE), warn);
    for (String destination : suspended) {
      told |= each((tx, s) -> leases.leaseExpiredUntried(tx, s, destination, AT_ONCE), expire);
      told |= each((tx, s) -> leases.leaseLateUntried(tx, s, destination, AT_ONCE), warn);
    }
    return told;
  }

  private boolean each(Batch batch, Step step) {
    boolean told = false;
    List<Lease> leased;
    do {
      leased = open.getAsBoolean() ? batch(batch, step) : List.of();
      told |= !leased.isEmpty();
    } while (leased.size() == AT_ONCE);
    return told;
  }

  private List<Lease> batch(Batch batch, Step step) {
    QueueStore.Stamp stamp = stamps.get();
    List<Lease> leased = Waiting.forCommit(database.write(tx -> batch.lease(tx, stamp)));
    hands.take(leased);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      leased.forEach(lease -> threads.execute(() -> apply(step, lease)));
    } finally {
      hands.drop(leased);
    }
    return leased;
  }

  private void apply(Step step, Lease lease) {
    try {
      step.apply(lease);
    } catch (RuntimeException | Error e) {
      worker.broken(lease, e);
    }
  }

  /**
   * Of this delivery alone: what a host said of another one may be about that one's sender or
   * recipient. RFC 3463 3.5: X.4.1 no answer from host, X.4.5 mail system congestion.
   */
  private static HostReply reason(Lease lease, Set<String> suspended) {
    return lease
        .lastReply()
        .map(last -> HostReply.own(451, "4.4.1", "its last attempt ended with " + last))
        .orElseGet(() ->
            suspended.contains(lease.destination())
                ? HostReply.own(451, "4.4.1", "nobody is reached at " + lease.destination())
                : HostReply.own(451, "4.4.5", "much goes to this destination"));
  }
}
