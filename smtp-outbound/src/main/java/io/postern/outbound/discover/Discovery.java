package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings;
import io.postern.core.keys.DiscoveredKeys;
import io.postern.core.keys.KeyFinding;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.KeySituation;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Meters;
import io.postern.outbound.cache.SharedFindings;
import io.postern.outbound.cache.SharedFindings.Finding;
import io.postern.outbound.discover.Search.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for a recipient's key where the directory has none that may be used, and again from time to
 * time for those that were found. One search at a time for an address, never longer than its bound,
 * and none where it was just in vain. Safe for use by many threads.
 */
public final class Discovery {
  private static final int MOST = 10_000;

  /** Where a source failed, the next mail may try again after this time. */
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private record Asked(KeyKind kind, String address) {}

  private final DiscoverySettings settings;
  private final DiscoveredKeys keys;
  private final Searcher searcher;
  private final InstantSource clock;
  private final DiscoveryTerms terms;
  private final SharedFindings<Asked, Search> searches;

  /**
   * @param sources in the order in which they are asked
   */
  public Discovery(
      DiscoverySettings settings,
      List<KeySource> sources,
      DiscoveredKeys keys,
      Meters meters,
      InstantSource clock) {
    this.settings = settings;
    this.keys = keys;
    this.terms = new DiscoveryTerms(settings);
    this.searcher = new Searcher(settings, terms, sources, keys, meters, clock);
    this.clock = clock;
    this.searches = new SharedFindings<>(clock, MOST, settings.timeout().plusSeconds(1));
  }

  /** Whether keys of this recipient are looked for at all. */
  public boolean covers(Mailbox recipient) {
    return terms.covers(recipient.domain());
  }

  /**
   * Sees to it that the directory knows what can be known, blocking for the configured time at
   * most.
   *
   * @throws io.postern.core.store.StoreException where the directory cannot be asked or changed
   */
  public Search ensure(KeyKind kind, Mailbox recipient) {
    if (!covers(recipient)) {
      return Search.without(Result.OFF);
    }
    return switch (keys.situation(kind, recipient)) {
      case KeySituation.Settled() -> Search.without(Result.NOT_NEEDED);
      case KeySituation.Found(KeyFinding finding) ->
          isFresh(finding) ? Search.without(Result.NOT_NEEDED) : joined(kind, recipient);
      case KeySituation.Open _ -> joined(kind, recipient);
    };
  }

  /** Searches now, whatever is known, unless keys of this recipient are not looked for. */
  public Search search(KeyKind kind, Mailbox recipient) {
    return covers(recipient) ? searcher.search(kind, recipient) : Search.without(Result.OFF);
  }

  /** Where the key that is used comes from, for the proof; empty for one that was imported. */
  public Map<String, String> origin(KeyKind kind, Mailbox recipient) {
    if (!(keys.situation(kind, recipient) instanceof KeySituation.Found(KeyFinding finding))) {
      return Map.of();
    }
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("key_source", finding.source());
    origin.put("key_place", finding.place());
    origin.put("key_vouched_by", finding.voucher().label());
    origin.put("key_confirmed", finding.confirmed().toString());
    return origin;
  }

  private boolean isFresh(KeyFinding finding) {
    return clock.instant().isBefore(finding.confirmed().plus(settings.refresh()));
  }

  private Search joined(KeyKind kind, Mailbox recipient) {
    return searches.get(
        new Asked(kind, recipient.inLowerCase()),
        () -> {
          Search search = searcher.search(kind, recipient);
          return new Finding<>(search, life(search.result()));
        },
        () -> Search.without(Result.FAILED));
  }

  /** What was found lies in the directory, which says by itself how long it counts. */
  private Duration life(Result result) {
    return switch (result) {
      case OFF, NOT_NEEDED, FOUND -> Duration.ZERO;
      case NOTHING -> settings.negative();
      case KEPT, FAILED ->
          settings.negative().compareTo(AFTER_FAILURE) < 0 ? settings.negative() : AFTER_FAILURE;
    };
  }
}
