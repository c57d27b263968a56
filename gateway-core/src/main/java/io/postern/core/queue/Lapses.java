package io.postern.core.queue;

import io.postern.core.model.HostReply;
import io.postern.core.store.Database;
import io.postern.core.store.DestinationState;
import io.postern.core.store.Lease;
import io.postern.core.store.LeaseStore;
import io.postern.core.store.QueueStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What time does to deliveries that get no attempt, because their destination is left alone or
 * slow: their senders hear that they wait, and of those that are over. Everything else learns of
 * its end at its next attempt. For one thread.
 */
final class Lapses {
  private static final int AT_ONCE = 100;

  // RFC 3463 3.5: X.4.5 mail system congestion.
  private static final HostReply WAITING =
      HostReply.own(451, "4.4.5", "waiting for its turn; much goes to this destination");

  private final Database database;
  private final LeaseStore leases;
  private final Worker worker;
  private final Supplier<QueueStore.Stamp> stamps;

  Lapses(Database database, Worker worker, Supplier<QueueStore.Stamp> stamps) {
    this.database = database;
    this.leases = new LeaseStore(database);
    this.worker = worker;
    this.stamps = stamps;
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
   * @param suspended the destinations that are left alone now
   * @return whether a notice is due
   */
  boolean round(List<DestinationState> suspended) {
    boolean told = false;
    for (DestinationState state : suspended) {
      String destination = state.destination();
      told |=
          each(
              (tx, stamp) -> leases.leaseExpired(tx, stamp, destination, AT_ONCE),
              lease -> worker.expire(lease, reason(state)));
    }
    Map<String, HostReply> reasons =
        suspended.stream().collect(Collectors.toMap(DestinationState::destination, Lapses::reason));
    told |=
        each(
            (tx, stamp) -> leases.leaseLate(tx, stamp, AT_ONCE),
            lease -> worker.warn(lease, reasons.getOrDefault(lease.destination(), WAITING)));
    return told;
  }

  private boolean each(Batch batch, Step step) {
    boolean told = false;
    List<Lease> leased;
    do {
      QueueStore.Stamp stamp = stamps.get();
      leased = Waiting.forCommit(database.write(tx -> batch.lease(tx, stamp)));
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        leased.forEach(lease -> threads.execute(() -> apply(step, lease)));
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

  private static HostReply reason(DestinationState state) {
    return HostReply.own(451, "4.4.1", state.lastReply().orElse("nobody is reached there"));
  }
}
