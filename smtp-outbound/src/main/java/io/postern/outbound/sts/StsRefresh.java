package io.postern.outbound.sts;

import io.postern.core.port.StsPolicies;
import io.postern.core.port.StsPolicies.Kept;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches every policy in use once a day (RFC 8461 10.2): a policy whose id nobody changed would
 * otherwise live for ever, and one that somebody blocks would run out unseen. Runs on a thread of
 * its own until it is closed.
 */
public final class StsRefresh implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StsRefresh.class);
  private static final Duration ROUND = Duration.ofMinutes(10);
  private static final Duration DAILY = Duration.ofDays(1);

  /** Who fails is asked again before the day is over, but not in every round. */
  private static final Duration AFTER_FAILURE = Duration.ofHours(2);

  /** Nobody writes to that domain any more. */
  private static final Duration UNUSED = Duration.ofDays(180);

  private static final int MOST = 1000;

  private final MtaSts sts;
  private final StsPolicies policies;
  private final InstantSource clock;
  private final Map<String, Instant> failed = new HashMap<>();
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("mta-sts").factory());

  public StsRefresh(MtaSts sts, StsPolicies policies, InstantSource clock) {
    this.sts = sts;
    this.policies = policies;
    this.clock = clock;
  }

  /** Begins. */
  public void start() {
    long every = ROUND.toSeconds();
    rounds.scheduleWithFixedDelay(this::roundOrComplain, every, every, TimeUnit.SECONDS);
  }

  /** A round that throws would be the last one. */
  private void roundOrComplain() {
    try {
      round();
    } catch (RuntimeException e) {
      LOG.error("MTA-STS policies could not be refreshed: {}", e.toString());
    }
  }

  /** Fetches what is due, and forgets what is over. */
  public void round() {
    Instant now = clock.instant();
    policies.forget(now, now.minus(UNUSED));
    failed.values().removeIf(since -> since.plus(AFTER_FAILURE).isBefore(now));
    // Those that failed stay the oldest, and must not take the places of those behind them.
    int most = MOST + failed.size();
    for (Kept kept : policies.due(now.minus(DAILY), now.minus(UNUSED), most)) {
      if (!failed.containsKey(kept.domain()) && !sts.renew(kept)) {
        failed.put(kept.domain(), now);
      }
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
