package io.postern.core.traffic;

import io.postern.config.settings.DestinationSettings;
import io.postern.config.settings.Settings;
import io.postern.core.store.Lease;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What each destination may get by the settings. Thread-safe. */
public final class Shapes {
  private final Settings.Traffic traffic;
  private final int connections;
  private final int workers;
  private final List<DestinationSettings> entries;

  public Shapes(Settings.Outbound settings) {
    this.traffic = settings.traffic();
    this.connections = settings.connectionsPerHost();
    this.workers = settings.concurrency();
    this.entries = settings.destinations();
  }

  /** Of a domain in A-labels, an address literal, or {@link Lease#LOCAL}. */
  public Shape of(String destination) {
    return destination.equals(Lease.LOCAL) ? local() : remote(destination);
  }

  /** What asks no host is bounded by the workers alone, and never dead. */
  private Shape local() {
    return new Shape(workers, workers, 0, traffic.suspend(), traffic.suspendLongest(), 0);
  }

  private Shape remote(String destination) {
    int limit = first(destination, DestinationSettings::concurrency).orElse(connections);
    return new Shape(
        Math.min(traffic.initialConcurrency(), limit),
        limit,
        traffic.failedCohorts(),
        traffic.suspend(),
        traffic.suspendLongest(),
        first(destination, DestinationSettings::rate).orElse(0));
  }

  private Optional<Integer> first(
      String destination, Function<DestinationSettings, Optional<Integer>> key) {
    return entries.stream()
        .filter(e -> e.covers(destination))
        .flatMap(e -> key.apply(e).stream())
        .findFirst();
  }
}
