package io.postern.core.dkim;

import io.postern.core.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
  private volatile KeyRing known = KeyRing.EMPTY;
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
   * @throws StoreException where the keys were never to be had, or one of the domain's does not
   *     open
   */
  public List<DkimSigner> of(String domain) {
    KeyRing all = current();
    String name = domain;
    while (!all.knows(name) && name.indexOf('.') >= 0) {
      name = name.substring(name.indexOf('.') + 1);
    }
    return all.of(name);
  }

  /**
   * Whether any domain has keys.
   *
   * @throws StoreException where the keys were never to be had
   */
  public boolean isEmpty() {
    return current().isEmpty();
  }

  private KeyRing current() {
    return fresh() ? known : read();
  }

  /** A time to come is one before the clock was set back. */
  private boolean fresh() {
    Duration age = Duration.between(readAt, clock.instant());
    return !age.isNegative() && age.compareTo(LIFE) < 0;
  }

  private synchronized KeyRing read() {
    if (!fresh()) {
      try {
        known = keys.active();
        readAt = clock.instant();
        known
            .closed()
            .forEach((domain, why) -> LOG.error("DKIM: mail of {} waits, its key {}", domain, why));
      } catch (StoreException e) {
        goOn(e);
      }
    }
    return known;
  }

  /** Unsigned mail would be refused by receivers that want signatures; mail waits instead. */
  private void goOn(StoreException e) {
    LOG.warn("DKIM keys cannot be read: {}", e.getMessage());
    if (readAt.equals(Instant.MIN)) {
      throw e;
    }
    readAt = clock.instant();
  }
}
