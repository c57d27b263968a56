package io.postern.core.sighting;

import io.postern.core.model.Sighting;
import io.postern.core.port.Sightings;
import io.postern.core.store.Database;
import io.postern.core.store.SightingStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps sightings in the store: of each upstream and code one a second at most, so that neither a
 * flood of refused messages nor a busy day costs more than that. The store's writer does it on its
 * own thread and in a transaction with others; where it has too much to do, the sighting is lost.
 * Safe for use by many threads.
 */
public final class SightingLog implements Sightings {
  private static final Logger LOG = LoggerFactory.getLogger(SightingLog.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Database database;
  private final ConcurrentHashMap<Kind, Instant> last = new ConcurrentHashMap<>();

  public SightingLog(Database database) {
    this.database = database;
  }

  /** What is kept once a second: both names are of the configuration and the program. */
  private record Kind(String upstream, String code) {}

  @Override
  public void seen(Sighting sighting) {
    if (!isDue(sighting)) {
      return;
    }
    database
        .write(tx -> {
          SightingStore.add(tx, sighting);
          return Boolean.TRUE;
        })
        .whenComplete((_, failure) -> lost(failure));
  }

  private boolean isDue(Sighting sighting) {
    Kind kind = new Kind(sighting.upstream(), sighting.code());
    @Nullable Instant before = last.get(kind);
    if (before == null) {
      return last.putIfAbsent(kind, sighting.at()) == null;
    }
    return isPast(before, sighting.at()) && last.replace(kind, before, sighting.at());
  }

  /** Also where the clock was set back. */
  private static boolean isPast(Instant before, Instant now) {
    return Duration.between(before, now).abs().compareTo(PAUSE) >= 0;
  }

  private static void lost(@Nullable Throwable failure) {
    if (failure != null) {
      LOG.debug("a sighting was not kept: {}", failure.toString());
    }
  }

  /**
   * The newest of one upstream, newest first, among them the newest accepted and refused ones.
   *
   * @throws io.postern.core.store.StoreException where the store fails
   */
  public List<Sighting> newest(String upstream) {
    return database.read(connection -> SightingStore.newest(connection, upstream));
  }
}
