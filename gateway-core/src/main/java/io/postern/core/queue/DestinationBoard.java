package io.postern.core.queue;

import io.postern.core.store.Database;
import io.postern.core.store.DestinationState;
import io.postern.core.store.DestinationStore;
import io.postern.core.traffic.Lanes;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where a node writes what it knows of its destinations, so that the command line can show it, and
 * reads which of them a person wants tried at once. For one thread.
 */
final class DestinationBoard {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Database database;
  private final DestinationStore store;
  private final String node;
  private long toldAt = System.nanoTime();

  DestinationBoard(Database database, String node) {
    this.database = database;
    this.store = new DestinationStore(database);
    this.node = node;
  }

  /** What an earlier run knew means nothing now. */
  void clear() {
    Waiting.forCommit(database.write(tx -> store.forgetAll(tx, node)));
  }

  /** Looks and writes, where the last time is long enough ago. */
  void tell(Supplier<Lanes.News> news, Consumer<String> revive) {
    if (System.nanoTime() - toldAt < EVERY.toNanos()) {
      return;
    }
    toldAt = System.nanoTime();
    List<String> wanted = store.wanted(node);
    wanted.forEach(revive);
    Lanes.News now = news.get();
    if (!wanted.isEmpty() || !now.changed().isEmpty() || !now.forgotten().isEmpty()) {
      Waiting.forCommit(
          database.write(tx -> {
            for (DestinationState state : now.changed()) {
              store.tell(tx, node, state);
            }
            for (String destination : now.forgotten()) {
              store.forget(tx, node, destination);
            }
            for (String destination : wanted) {
              store.heard(tx, node, destination);
            }
            return now.changed().size();
          }));
    }
  }
}
