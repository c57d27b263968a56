package io.postern.packaging.cli;

import io.postern.core.model.Sighting;
import io.postern.packaging.Stores;
import io.postern.packaging.upstream.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what the checks of an upstream said of its last message, or of the first that comes while
 * waiting.
 */
final class Verification {
  private final HomeOption home;
  private final Output output;
  private final String upstream;
  private final InstantSource clock = InstantSource.system();

  Verification(HomeOption home, Output output, String upstream) {
    this.home = home;
    this.output = output;
    this.upstream = upstream;
  }

  /** Good where the message was taken, a finding where it was refused or there is none. */
  int run(Optional<Duration> wait) {
    Optional<Sighting> seen = OpenStore.with(home, store -> seen(store, wait));
    output.print(object(seen), () -> text(seen, wait));
    return seen.filter(Sighting::accepted).isPresent() ? Postern.GOOD : Postern.FINDING;
  }

  private Optional<Sighting> seen(Stores store, Optional<Duration> wait) {
    return wait.isPresent()
        ? awaited(store, clock.instant().plus(wait.get()))
        : store.sightings().newest(upstream).stream().findFirst();
  }

  private Optional<Sighting> awaited(Stores store, Instant until) {
    Watch watch = new Watch(() -> store.sightings().newest(upstream), clock);
    output.note("waiting until " + until + " for a message from " + upstream);
    try {
      List<Sighting> fresh = watch.next(until);
      return fresh.stream()
          .filter(Sighting::accepted)
          .findFirst()
          .or(() -> fresh.stream().findFirst());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Map<String, Object> object(Optional<Sighting> seen) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("upstream", upstream);
    object.put("message", seen.map(UpstreamText::object));
    return object;
  }

  private String text(Optional<Sighting> seen, Optional<Duration> wait) {
    return seen.map(UpstreamText::sighting)
        .orElse(wait.isPresent() ? "no message came in time" : "no message was seen yet");
  }
}
