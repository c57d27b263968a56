package io.postern.packaging.upstream;

import io.postern.core.model.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Waits for what is seen of an upstream after a moment. For one thread. */
public final class Watch {
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Supplier<List<Sighting>> newest;
  private final InstantSource clock;
  private List<Sighting> known;

  /**
   * @param newest what was seen of the upstream, newest first; what it gives now is no longer new
   */
  public Watch(Supplier<List<Sighting>> newest, InstantSource clock) {
    this.newest = newest;
    this.clock = clock;
    this.known = newest.get();
  }

  /**
   * What came since the last call, oldest first; waits until there is something, or until then.
   *
   * @return empty where the time ran out
   */
  public List<Sighting> next(Instant until) throws InterruptedException {
    List<Sighting> fresh = fresh();
    while (fresh.isEmpty() && clock.instant().isBefore(until)) {
      Thread.sleep(PAUSE);
      fresh = fresh();
    }
    return fresh;
  }

  private List<Sighting> fresh() {
    List<Sighting> now = newest.get();
    List<Sighting> fresh = new ArrayList<>(now);
    fresh.removeAll(known);
    known = now;
    return fresh.reversed();
  }
}
