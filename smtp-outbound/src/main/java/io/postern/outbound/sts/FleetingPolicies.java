package io.postern.outbound.sts;

import io.postern.core.port.StsPolicies;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Policies for as long as the program runs: for a look around without a store. */
public final class FleetingPolicies implements StsPolicies {
  private final ConcurrentHashMap<String, Kept> kept = new ConcurrentHashMap<>();

  @Override
  public Optional<Kept> of(String domain) {
    return Optional.ofNullable(kept.get(domain));
  }

  @Override
  public void keep(Kept policy) {
    kept.put(policy.domain(), policy);
  }

  @Override
  public void used(String domain, Instant when) {
    kept.computeIfPresent(
        domain, (d, k) -> new Kept(k.domain(), k.id(), k.text(), k.fetched(), k.expires(), when));
  }

  @Override
  public List<Kept> due(Instant fetchedBefore, Instant usedAfter, int most) {
    return kept.values().stream()
        .filter(k -> k.fetched().isBefore(fetchedBefore) && k.used().isAfter(usedAfter))
        .sorted(Comparator.comparing(Kept::fetched))
        .limit(most)
        .toList();
  }

  @Override
  public void forget(Instant expiredBefore, Instant unusedSince) {
    kept.values()
        .removeIf(k -> k.expires().isBefore(expiredBefore) || k.used().isBefore(unusedSince));
  }
}
