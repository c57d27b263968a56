package io.postern.outbound.route;

import io.postern.core.port.Resolver.Dnssec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether DNSSEC works here. A resolver that drops signatures makes every signed domain look
 * forged; where that is so from the start, no answer counts as secure, loudly, instead of all mail
 * waiting. Once it has worked, failures are only told: then what cannot be proved waits, because
 * whoever could make the test fail would otherwise switch DANE off. Tested before the first use
 * and, while it is used, every ten minutes, every minute where something is wrong. Safe for use by
 * many threads.
 */
final class DnssecWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DnssecWatch.class);
  private static final Duration GOOD_FOR = Duration.ofMinutes(10);
  private static final Duration BAD_FOR = Duration.ofMinutes(1);

  /**
   * @param alarm why somebody should look after it
   * @param proved whether it has ever worked
   */
  private record Finding(Dnssec state, Optional<String> alarm, boolean proved, Instant until) {}

  private final Supplier<Trial> test;
  private final InstantSource clock;
  private final ReentrantLock testing = new ReentrantLock();
  private volatile @Nullable Finding last;

  /**
   * @param test says how it is now, blocking
   */
  DnssecWatch(Supplier<Trial> test, InstantSource clock) {
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

  /** How the last test was, without testing; off where there was none. */
  Dnssec lastKnown() {
    Finding known = last;
    return known == null
        ? new Dnssec.Off()
        : known.alarm().<Dnssec>map(Dnssec.Broken::new).orElse(known.state());
  }

  private Dnssec renew(@Nullable Finding before) {
    boolean proved = before != null && before.proved();
    Finding now =
        switch (test.get()) {
          case Trial.Passed() -> found(new Dnssec.Working(), Optional.empty(), true);
          case Trial.Silent() ->
              before == null
                  ? found(new Dnssec.Working(), Optional.empty(), false)
                  : found(before.state(), before.alarm(), proved);
          case Trial.Failing(String why) ->
              found(
                  proved ? new Dnssec.Working() : new Dnssec.Broken(why), Optional.of(why), proved);
          case Trial.Disproved(String why) ->
              found(new Dnssec.Broken(why), Optional.of(why), proved);
        };
    last = now;
    tell(before, now);
    return now.state();
  }

  private Finding found(Dnssec state, Optional<String> alarm, boolean proved) {
    Duration good = alarm.isPresent() ? BAD_FOR : GOOD_FOR;
    return new Finding(state, alarm, proved, clock.instant().plus(good));
  }

  private static void tell(@Nullable Finding before, Finding now) {
    if (now.alarm().isPresent()) {
      String effect =
          now.state() instanceof Dnssec.Broken
              ? "so DANE is off"
              : "so mail for signed domains may wait";
      LOG.atError()
          .addKeyValue("alarm", "DNSSEC")
          .log("DNSSEC does not work, {}: {}", effect, now.alarm().get());
    } else if (before != null && before.alarm().isPresent()) {
      LOG.warn("DNSSEC works again, DANE is on");
    }
  }
}
