package io.postern.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.model.Deferral;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private static final Instant RECEIVED = Instant.parse("2026-11-20T10:00:00Z");

  private final RetrySchedule exact = schedule(0.5);

  @Test
  void next_everyAttemptOnTime_waitsGrowAndTheLastRepeats() {
    List<Long> waits = new ArrayList<>();
    Instant now = RECEIVED;
    for (int attempt = 1; attempt <= 5; attempt++) {
      Instant next = exact.next(attempt, RECEIVED, Deferral.MESSAGE, now);
      waits.add(Duration.between(now, next).toMinutes());
      now = next;
    }
    assertThat(waits).containsExactly(1L, 5L, 20L, 20L, 20L);
  }

  @Test
  void next_manyAttemptsWhileYoung_waitsAreThoseOfItsAge() {
    assertThat(exact.next(9, RECEIVED, Deferral.MESSAGE, at(3)))
        .isEqualTo(at(3).plus(Duration.ofMinutes(5)));
  }

  @Test
  void next_fewAttemptsWhenOld_beginsWithShortWaits() {
    assertThat(exact.next(1, RECEIVED, Deferral.MESSAGE, at(600)))
        .isEqualTo(at(600).plus(Duration.ofMinutes(1)));
  }

  @Test
  void next_jitter_spreadsBothWays() {
    assertThat(schedule(0).next(1, RECEIVED, Deferral.MESSAGE, RECEIVED))
        .isEqualTo(RECEIVED.plusSeconds(48));
    assertThat(schedule(1).next(1, RECEIVED, Deferral.MESSAGE, RECEIVED))
        .isEqualTo(RECEIVED.plusSeconds(72));
  }

  @Test
  void next_whatTheAnswerSaysOfItself_choosesTheWait() {
    assertThat(exact.next(3, RECEIVED, Deferral.GREYLISTED, at(60))).isEqualTo(at(67));
    assertThat(exact.next(1, RECEIVED, Deferral.MAILBOX_FULL, at(0))).isEqualTo(at(90));
    assertThat(exact.next(3, RECEIVED, Deferral.SLOW_DOWN, at(60))).isEqualTo(at(61));
  }

  @Test
  void deadlines_protected_endEarlier() {
    Protection tls = new Protection.VerifiedTls(TlsFloor.VERIFIED);
    assertThat(exact.expiry(RECEIVED, List.of(tls))).isEqualTo(at(24 * 60));
    assertThat(exact.expiry(RECEIVED, List.of(new Protection.OpportunisticTls())))
        .isEqualTo(at(5 * 24 * 60));
    assertThat(exact.deadlines(RECEIVED, List.of(tls)).warnAt()).isEqualTo(at(4 * 60));
  }

  private static Instant at(long minutes) {
    return RECEIVED.plus(Duration.ofMinutes(minutes));
  }

  private static RetrySchedule schedule(double random) {
    return new RetrySchedule(
        new Settings.Queue(
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(20)),
            0.2,
            Duration.ofDays(5),
            Duration.ofDays(1),
            Duration.ofHours(4),
            Duration.ofMinutes(7),
            Duration.ofMinutes(90),
            100,
            Duration.ofMinutes(30)),
        () -> random);
  }
}
