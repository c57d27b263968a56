package io.postern.core.dkim;

import io.postern.core.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that sign now, as a delivery asks for them: read again twice a minute, so that what an
 * operator changes counts soon and no delivery waits for it. Safe for use by many threads.
 */
public final class SigningKeys {
  private static final Duration LIFE = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

  private final DkimKeys keys;
  private final InstantSource clock;
  private volatile Map<String, List<DkimSigner>> known = Map.of();
  private volatile Instant readAt = Instant.MIN;

  public SigningKeys(DkimKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The keys of a domain, else of the closest domain above it that has some: RFC 6376 3.10 has
   * receivers take both for the author's.
   *
   * @param domain in A-labels
   * @throws StoreException where the keys were never to be had
   */
  public List<DkimSigner> of(String domain) {
    Map<String, List<DkimSigner>> all = current();
    String name = domain;
    while (!all.containsKey(name) && name.indexOf('.') >= 0) {
      name = name.substring(name.indexOf('.') + 1);
    }
    return all.getOrDefault(name, List.of());
  }

  /** Whether any domain has keys. */
  public boolean isEmpty() {
    return current().isEmpty();
  }

  private Map<String, List<DkimSigner>> current() {
    return fresh() ? known : read();
  }

  private boolean fresh() {
    return readAt.isAfter(clock.instant().minus(LIFE));
  }

  private synchronized Map<String, List<DkimSigner>> read() {
    if (!fresh()) {
      try {
        known = keys.active().stream().collect(Collectors.groupingBy(DkimSigner::domain));
        readAt = clock.instant();
      } catch (StoreException e) {
        goOn(e);
      }
    }
    return known;
  }

  /** Unsigned mail would be refused by receivers that want signatures; mail waits instead. */
  private void goOn(StoreException e) {
    if (readAt.equals(Instant.MIN)) {
      throw e;
    }
    LOG.warn("DKIM keys cannot be read again: {}", e.getMessage());
    readAt = clock.instant();
  }
}
