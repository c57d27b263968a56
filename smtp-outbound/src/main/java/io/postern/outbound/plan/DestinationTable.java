package io.postern.outbound.plan;

import io.postern.config.settings.DestinationSettings;
import java.util.List;
import java.util.Optional;

/**
 * What the administrator wrote about TLS for certain domains; the first entry that fits and has a
 * level counts.
 */
public final class DestinationTable {
  private final List<DestinationSettings> entries;

  public DestinationTable(List<DestinationSettings> entries) {
    this.entries = entries.stream().filter(e -> e.level().isPresent()).toList();
  }

  /** The entry for a domain in A-labels. */
  public Optional<DestinationSettings> of(String domain) {
    return entries.stream().filter(e -> e.covers(domain)).findFirst();
  }
}
