package io.postern.core.queue;

import io.postern.core.store.Database;
import io.postern.core.store.DestinationState;
import io.postern.core.store.DestinationStore;
import io.postern.core.store.Tx;
import io.postern.core.traffic.Lanes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where a node writes what it knows of its destinations, so that the command line can show it, and
 * reads which of them a person wants tried at once. For one thread.
 */
final class DestinationBoard {
  /** In one transaction, so that no accepting session waits long behind it. */
  private static final int AT_ONCE = 100;

  private final Database database;
  private final DestinationStore store;
  private final String node;
  private final Duration every;
  private final Set<String> told = new HashSet<>();

  /** What is still to be written; empty where it is forgotten. */
  private final Map<String, Optional<DestinationState>> untold = new LinkedHashMap<>();

  private long toldAt = System.nanoTime();

  DestinationBoard(Database database, String node, Duration every) {
    this.database = database;
    this.store = new DestinationStore(database);
    this.node = node;
    this.every = every;
  }

  /** What an earlier run knew means nothing now. */
  void clear() {
    Waiting.forCommit(database.write(tx -> store.forgetAll(tx, node)));
  }

  /** Looks and writes, where the last time is long enough ago. */
  void tell(Supplier<Lanes.News> news, Consumer<String> revive) {
    if (System.nanoTime() - toldAt < every.toNanos()) {
      return;
    }
    toldAt = System.nanoTime();
    hear(revive);
    collect(news.get());
    while (!untold.isEmpty()) {
      write(untold.keySet().stream().limit(AT_ONCE).toList());
    }
  }

  private void hear(Consumer<String> revive) {
    List<String> wanted = store.wanted(node);
    wanted.forEach(revive);
    if (!wanted.isEmpty()) {
      Waiting.forCommit(
          database.write(tx -> {
            for (String destination : wanted) {
              store.heard(tx, node, destination);
            }
            return wanted.size();
          }));
    }
  }

  private void collect(Lanes.News news) {
    news.changed().forEach(state -> untold.put(state.destination(), Optional.of(state)));
    for (String destination : news.forgotten()) {
      if (told.contains(destination)) {
        untold.put(destination, Optional.empty());
      } else {
        untold.remove(destination);
      }
    }
  }

  /** What fails is written the next time. */
  private void write(List<String> destinations) {
    Waiting.forCommit(
        database.write(tx -> {
          for (String destination : destinations) {
            write(tx, destination, untold.getOrDefault(destination, Optional.empty()));
          }
          return destinations.size();
        }));
    destinations.forEach(d -> {
      if (untold.getOrDefault(d, Optional.empty()).isPresent()) {
        told.add(d);
      } else {
        told.remove(d);
      }
      untold.remove(d);
    });
  }

  private void write(Tx tx, String destination, Optional<DestinationState> state)
      throws SQLException {
    if (state.isPresent()) {
      store.tell(tx, node, state.get());
    } else {
      store.forget(tx, node, destination);
    }
  }
}
