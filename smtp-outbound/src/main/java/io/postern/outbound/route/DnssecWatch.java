package io.postern.outbound.route;

import io.postern.core.port.Resolver.Dnssec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether DNSSEC works here. A resolver that drops signatures makes every signed domain look
 * forged; then no answer counts as secure, loudly, until a later test passes, instead of all mail
 * waiting. Tested before the first use and again now and then. Safe for use by many threads.
 */
final class DnssecWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DnssecWatch.class);
  private static final Duration GOOD_FOR = Duration.ofMinutes(10);
  private static final Duration BAD_FOR = Duration.ofMinutes(1);

  private record Finding(Dnssec state, Instant until) {}

  private final Supplier<Dnssec> test;
  private final InstantSource clock;
  private final ReentrantLock testing = new ReentrantLock();
  private volatile @Nullable Finding last;

  /**
   * @param test says how it is now, blocking
   */
  DnssecWatch(Supplier<Dnssec> test, InstantSource clock) {
    this.test = test;
    this.clock = clock;
  }

  /** How it is; waits for the first test only. */
  Dnssec state() {
    Finding known = last;
    if (known != null && (clock.instant().isBefore(known.until()) || testing.isLocked())) {
      return known.state();
    }
    testing.lock();
    try {
      Finding now = last;
      return now != null && !now.equals(known) ? now.state() : renew(known);
    } finally {
      testing.unlock();
    }
  }

  /** How it was when it was last tested, without testing; off where it never was. */
  Dnssec lastKnown() {
    Finding known = last;
    return known == null ? new Dnssec.Off() : known.state();
  }

  private Dnssec renew(@Nullable Finding before) {
    Dnssec state = test.get();
    Duration good = state instanceof Dnssec.Broken ? BAD_FOR : GOOD_FOR;
    last = new Finding(state, clock.instant().plus(good));
    tell(before, state);
    return state;
  }

  private static void tell(@Nullable Finding before, Dnssec state) {
    boolean wasBroken = before != null && before.state() instanceof Dnssec.Broken;
    switch (state) {
      case Dnssec.Broken(String why) ->
          LOG.atError()
              .addKeyValue("alarm", "DNSSEC")
              .log("DNSSEC does not work, so DANE is off: {}", why);
      case Dnssec.Working _ when wasBroken -> LOG.warn("DNSSEC works again, DANE is on");
      case Dnssec.Working _, Dnssec.Off _ -> {}
    }
  }
}
