package io.postern.packaging.cli;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.model.Sighting;
import io.postern.inbound.upstream.RefusalCode;
import io.postern.packaging.Stores;
import io.postern.packaging.check.Finding;
import io.postern.packaging.check.UpstreamCheck;
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
 * waiting; and what is known of the upstream without one.
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
    return OpenStore.with(home, store -> run(store, wait));
  }

  private int run(Stores store, Optional<Duration> wait) {
    List<Finding> state = state(store);
    state.forEach(f -> output.note(CheckText.line(f)));
    Optional<Sighting> seen =
        wait.isPresent()
            ? awaited(store, clock.instant().plus(wait.get()))
            : store.sightings().newest(upstream).stream().findFirst();
    output.print(object(state, seen), () -> text(seen, wait.isPresent()));
    return seen.filter(Sighting::accepted).isPresent() ? Postern.GOOD : Postern.FINDING;
  }

  private List<Finding> state(Stores store) {
    UpstreamCheck check = new UpstreamCheck(home.directory(), clock, store.sightings()::newest);
    Optional<UpstreamSettings> settings =
        home.settings().upstreams().stream().filter(u -> u.name().equals(upstream)).findFirst();
    return settings.map(check::examine).orElse(List.of());
  }

  private Optional<Sighting> awaited(Stores store, Instant until) {
    Watch watch = new Watch(() -> store.sightings().newest(upstream), clock);
    output.note("waiting until " + until + " for a message from " + upstream);
    try {
      return first(watch, until);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Optional<Sighting> first(Watch watch, Instant until) throws InterruptedException {
    for (List<Sighting> fresh = watch.next(until); !fresh.isEmpty(); fresh = watch.next(until)) {
      for (Sighting sighting : fresh) {
        if (!isStranger(sighting)) {
          return Optional.of(sighting);
        }
        output.note("somebody else, still waiting:\n" + UpstreamText.sighting(sighting));
      }
    }
    return Optional.empty();
  }

  /** Another tenant's mail says nothing of this connection. */
  private static boolean isStranger(Sighting sighting) {
    return RefusalCode.find(sighting.code()).filter(c -> c == RefusalCode.M365_TENANT).isPresent();
  }

  private Map<String, Object> object(List<Finding> state, Optional<Sighting> seen) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("upstream", upstream);
    object.put("state", state.stream().map(CheckText::object).toList());
    object.put("message", seen.map(UpstreamText::object));
    return object;
  }

  private static String text(Optional<Sighting> seen, boolean waited) {
    return seen.map(UpstreamText::sighting)
        .orElse(waited ? "no message came in time" : "no message was seen yet");
  }
}
