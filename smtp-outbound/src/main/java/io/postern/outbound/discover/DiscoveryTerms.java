package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings;
import io.postern.core.keys.FindingTerms;
import io.postern.core.keys.KeyFinding;
import io.postern.outbound.tls.DomainPattern;
import io.postern.outbound.tls.DomainPattern.Depth;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What the administrator allows of discovery: for which domains keys are looked for, and for how
 * long one that was found counts where its source does not confirm it.
 */
public final class DiscoveryTerms implements FindingTerms {
  private final DiscoverySettings settings;
  private final List<DomainPattern> except;

  public DiscoveryTerms(DiscoverySettings settings) {
    this.settings = settings;
    this.except =
        settings.except().stream()
            .map(d -> DomainPattern.of(d.toLowerCase(Locale.ROOT), ".", Depth.ANY_BELOW))
            .toList();
  }

  /** Whether keys of recipients at this domain are looked for at all. */
  boolean covers(String domain) {
    return settings.enabled()
        && !domain.startsWith("[")
        && except.stream().noneMatch(d -> d.covers(domain));
  }

  @Override
  public boolean hold(String address, KeyFinding finding, Instant now) {
    return covers(address.substring(address.lastIndexOf('@') + 1))
        && settings.sources().stream()
            .anyMatch(s -> s.name().toLowerCase(Locale.ROOT).equals(finding.source()))
        && now.isBefore(end(finding));
  }

  /** When it counts no longer, where it is not confirmed before. */
  Instant end(KeyFinding finding) {
    return finding.confirmed().plus(settings.refresh()).plus(settings.keep());
  }
}
