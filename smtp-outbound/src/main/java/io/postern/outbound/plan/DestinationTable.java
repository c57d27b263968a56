package io.postern.outbound.plan;

import io.postern.config.settings.DestinationSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the administrator wrote for certain domains; the first entry that fits counts. */
public final class DestinationTable {
  private final List<DestinationSettings> entries;

  public DestinationTable(List<DestinationSettings> entries) {
    this.entries = List.copyOf(entries);
  }

  /** The entry for a domain in A-labels. */
  public Optional<DestinationSettings> of(String domain) {
    return entries.stream()
        .filter(e -> e.domain().stream().anyMatch(pattern -> covers(pattern, domain)))
        .findFirst();
  }

  private static boolean covers(String pattern, String domain) {
    String lower = pattern.toLowerCase(Locale.ROOT);
    return lower.startsWith(".") ? domain.endsWith(lower) : domain.equals(lower);
  }
}
