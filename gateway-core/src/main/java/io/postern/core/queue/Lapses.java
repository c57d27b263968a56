package io.postern.core.queue;

import io.postern.core.model.HostReply;
import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.LeaseStore;
import io.postern.core.store.QueueStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * What time does to deliveries that get no attempt, because their destination is left alone or
 * slow: their senders hear that they wait, and of those that are over. For one thread.
 */
final class Lapses {
  private static final int AT_ONCE = 100;

  private final Database database;
  private final LeaseStore leases;
  private final Worker worker;
  private final Supplier<QueueStore.Stamp> stamps;
  private final Hands hands;

  Lapses(Database database, Worker worker, Supplier<QueueStore.Stamp> stamps, Hands hands) {
    this.database = database;
    this.leases = new LeaseStore(database);
    this.worker = worker;
    this.stamps = stamps;
    this.hands = hands;
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
   * Of what was never tried only that is late which is for a dead destination: the rest may be
   * next.
   *
   * @param suspended the destinations that are left alone now
   * @return whether a notice is due
   */
  boolean round(Set<String> suspended) {
    boolean told =
        each(
            (tx, stamp) -> leases.leaseExpired(tx, stamp, AT_ONCE),
            l -> worker.expire(l, reason(l, suspended)));
    told |=
        each(
            (tx, stamp) -> leases.leaseLate(tx, stamp, AT_ONCE),
            l -> worker.warn(l, reason(l, suspended)));
    for (String destination : suspended) {
      told |=
          each(
              (tx, stamp) -> leases.leaseUntried(tx, stamp, destination, AT_ONCE),
              l -> worker.warn(l, reason(l, suspended)));
    }
    return told;
  }

  private boolean each(Batch batch, Step step) {
    boolean told = false;
    List<Lease> leased;
    do {
      QueueStore.Stamp stamp = stamps.get();
      leased = Waiting.forCommit(database.write(tx -> batch.lease(tx, stamp)));
      hands.take(leased);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        leased.forEach(lease -> threads.execute(() -> apply(step, lease)));
      } finally {
        hands.drop(leased);
      }
      told |= !leased.isEmpty();
    } while (leased.size() == AT_ONCE);
    return told;
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
