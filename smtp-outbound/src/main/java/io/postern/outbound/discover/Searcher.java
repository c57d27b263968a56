package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings;
import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.keys.DiscoveredKeys;
import io.postern.core.keys.KeyKind;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Meters;
import java.time.InstantSource;
import java.util.List;

/** Begins searches: which sources, in which order. */
final class Searcher {
  private final DiscoverySettings settings;
  private final DiscoveryTerms terms;
  private final List<KeySource> sources;
  private final DiscoveredKeys keys;
  private final BoundedAsk asks;
  private final InstantSource clock;

  Searcher(
      DiscoverySettings settings,
      DiscoveryTerms terms,
      List<KeySource> sources,
      DiscoveredKeys keys,
      Meters meters,
      InstantSource clock) {
    this.settings = settings;
    this.terms = terms;
    this.sources = List.copyOf(sources);
    this.keys = keys;
    this.asks = new BoundedAsk(new Breakers(clock), meters);
    this.clock = clock;
  }

  Search search(KeyKind kind, Mailbox recipient) {
    List<KeySource> inOrder = sources.stream().filter(s -> kindOf(s.source()) == kind).toList();
    return new SearchRun(settings, terms, keys, asks, clock.instant(), kind, recipient)
        .through(inOrder);
  }

  private static KeyKind kindOf(Source source) {
    return switch (source) {
      case LDAP, SMIMEA -> KeyKind.SMIME;
      case WKD, VKS, OPENPGPKEY -> KeyKind.OPENPGP;
    };
  }
}
