package io.postern.core.keys;

import io.postern.core.model.Mailbox;
import io.postern.core.port.Meters;
import io.postern.core.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the directory every hour on a thread of its own: counts the keys that are about to
 * expire, says so once a day, and asks authorities about certificates before a message has to wait
 * for their answers.
 */
public final class KeyWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
  private static final Duration ROUND = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int AT_ONCE = 8;
  private static final String GAUGE = "postern_keys_expiring";

  private final KeyDirectory keys;
  private final Duration within;
  private final InstantSource clock;
  private final Map<KeyPurpose, Integer> expiring = new EnumMap<>(KeyPurpose.class);
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("keys").factory());
  private Optional<Instant> told = Optional.empty();

  /**
   * @param within what expires in this time is counted
   */
  public KeyWatch(KeyDirectory keys, Duration within, Meters meters, InstantSource clock) {
    this.keys = keys;
    this.within = within;
    this.clock = clock;
    for (KeyPurpose purpose : KeyPurpose.values()) {
      meters.gauge(GAUGE, () -> count(purpose), "purpose", purpose.label());
    }
  }

  /** Begins, with a first look at once. */
  public void start() {
    rounds.scheduleWithFixedDelay(this::round, 0, ROUND.toSeconds(), TimeUnit.SECONDS);
  }

  /** A round that throws would be the last one. */
  private void round() {
    try {
      look();
      ask();
    } catch (StoreException e) {
      LOG.warn("the key directory is looked at later: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the key directory is looked at later: {}", e.toString());
    }
  }

  /** Counts what expires soon, and says so where it was not said for a day. */
  public void look() {
    Instant now = clock.instant();
    List<KeyEntry> soon =
        keys.expiring(within).stream()
            .filter(key -> key.expires().filter(now::isBefore).isPresent())
            .toList();
    count(soon);
    boolean due = told.isEmpty() || !now.isBefore(told.get().plus(DAY));
    if (!soon.isEmpty() && due) {
      told = Optional.of(now);
      LOG.warn(
          "{} keys expire within {} days, the first on {} (postern keys expiring)",
          soon.size(),
          within.toDays(),
          soon.getFirst().expires().orElse(now));
    }
  }

  private synchronized void count(List<KeyEntry> soon) {
    expiring.clear();
    soon.forEach(key -> expiring.merge(key.purpose(), 1, Integer::sum));
  }

  private synchronized int count(KeyPurpose purpose) {
    return expiring.getOrDefault(purpose, 0);
  }

  /** Several at a time, so that a slow authority does not hold up the others. */
  private void ask() {
    try (ExecutorService asking =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("keys-ask").factory())) {
      addresses().forEach(address -> asking.execute(() -> ask(address)));
    }
  }

  private List<String> addresses() {
    return keys.list().stream()
        .filter(key -> key.kind() == KeyKind.SMIME && key.purpose() == KeyPurpose.ENCRYPT)
        .flatMap(key -> key.usableFor().stream())
        .distinct()
        .toList();
  }

  private void ask(String address) {
    try {
      if (!rounds.isShutdown()) {
        keys.smime(Mailbox.parse(address));
      }
    } catch (StoreException e) {
      LOG.warn("an authority is asked later: {}", e.getMessage());
    } catch (IllegalArgumentException e) {
      LOG.debug("a key is filed under what is no address");
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
