package io.postern.core.queue;

import io.postern.core.store.Database;
import io.postern.core.store.Lease;
import io.postern.core.store.LeaseStore;
import io.postern.core.store.LeaseStore.Head;
import io.postern.core.store.QueueStore;
import io.postern.core.traffic.Lanes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Fetches from the store what is due, destination after destination: each gets what it has room
 * for, whoever has waited for how long. A round goes over all destinations in pages and so costs as
 * much as there are destinations, however much is queued for each. For one thread.
 */
final class Replenisher {
  private static final int PAGE = 200;

  /** In one transaction, so that no accepting session waits long behind it. */
  private static final int AT_ONCE = 100;

  private final Database database;
  private final LeaseStore leases;
  private final Supplier<QueueStore.Stamp> stamps;
  private final ToIntFunction<String> room;
  private final InstantSource clock;
  private String after = "";
  private Instant earliest = Instant.MAX;

  /**
   * @param room how many deliveries to a destination may be fetched now; {@link Lanes#FULL} where
   *     there is no room for any
   */
  Replenisher(
      Database database,
      Supplier<QueueStore.Stamp> stamps,
      ToIntFunction<String> room,
      InstantSource clock) {
    this.database = database;
    this.leases = new LeaseStore(database);
    this.stamps = stamps;
    this.room = room;
    this.clock = clock;
  }

  /**
   * What was fetched for one destination.
   *
   * @param more whether the store may hold more that is due
   */
  record Fetched(String destination, List<Lease> leases, boolean more) {}

  /** A part of a round. */
  record Page(List<Fetched> fetched, Rest rest) {}

  /** What is left of a round. */
  enum Rest {
    /** Nothing. */
    NONE,
    /** The next page. */
    MORE,
    /** More, for which there is no room now. */
    NO_ROOM
  }

  private record Want(String destination, int most) {}

  /** For these destinations. */
  List<Fetched> of(List<String> destinations) {
    return fetch(
        destinations.stream()
            .map(d -> new Want(d, Math.min(room.applyAsInt(d), AT_ONCE)))
            .filter(w -> w.most > 0)
            .toList());
  }

  /** The next page of the round; after the last one a new round begins. */
  Page next() {
    Instant now = clock.instant();
    List<Head> heads = leases.heads(after, PAGE);
    List<Want> wants = new ArrayList<>();
    Rest rest = heads.size() < PAGE ? Rest.NONE : Rest.MORE;
    int places = 0;
    for (Head head : heads) {
      int most = places < AT_ONCE ? want(head, now) : Lanes.FULL;
      if (most == Lanes.FULL) {
        rest = places < AT_ONCE ? Rest.NO_ROOM : Rest.MORE;
        break;
      }
      places += most;
      wants.add(new Want(head.destination(), most));
    }
    // The next page goes on where this one ended, so that the last in the alphabet get their turn.
    after = rest == Rest.NONE ? "" : wants.isEmpty() ? after : wants.getLast().destination;
    return new Page(fetch(wants.stream().filter(w -> w.most > 0).toList()), rest);
  }

  private int want(Head head, Instant now) {
    if (head.due().isAfter(now)) {
      earliest = head.due().isBefore(earliest) ? head.due() : earliest;
      return 0;
    }
    return Math.min(room.applyAsInt(head.destination()), AT_ONCE);
  }

  /** How long after a round nothing new will be due; asked once after each. */
  Duration quiet(Duration most) {
    Instant now = clock.instant();
    Instant until = earliest.isBefore(now.plus(most)) ? earliest : now.plus(most);
    earliest = Instant.MAX;
    return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
  }

  private List<Fetched> fetch(List<Want> wants) {
    if (wants.isEmpty()) {
      return List.of();
    }
    QueueStore.Stamp stamp = stamps.get();
    return Waiting.forCommit(
        database.write(tx -> {
          List<Fetched> all = new ArrayList<>();
          for (Want want : wants) {
            List<Lease> leased = leases.lease(tx, stamp, want.destination, want.most);
            all.add(new Fetched(want.destination, leased, leased.size() == want.most));
          }
          return all;
        }));
  }
}
