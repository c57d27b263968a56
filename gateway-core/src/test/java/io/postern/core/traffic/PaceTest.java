package io.postern.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void rate_sixtyAMinute_beginsSixtyInAMinute() {
    assertThat(begunWithin(new Pace(60), Duration.ofMinutes(1))).isBetween(60, 61);
  }

  @Test
  void rate_sixThousandAMinute_isKeptWithTimersThatComeLate() {
    assertThat(begunWithin(new Pace(6000), Duration.ofSeconds(10))).isBetween(1000, 1012);
  }

  @Test
  void rate_afterAnHourOfNothing_doesNotMakeUpForIt() {
    Pace pace = new Pace(60);
    pace.began(START);
    Instant later = START.plusSeconds(3600);
    pace.began(later);
    assertThat(pace.opens(later)).isAfter(later);
  }

  @Test
  void slowDown_again_doublesUpToAMinuteAndRecovers() {
    Pace pace = new Pace(0);
    assertThat(pace.opens(START)).isEqualTo(START);
    pace.slowDown();
    assertThat(pace.interval()).isEqualTo(Duration.ofSeconds(1));
    for (int i = 0; i < 10; i++) {
      pace.slowDown();
    }
    assertThat(pace.interval()).isEqualTo(Duration.ofMinutes(1));
    int taken = 0;
    while (pace.isSlowed()) {
      pace.taken();
      taken++;
    }
    assertThat(taken).isBetween(50, 100);
  }

  @Test
  void slowDown_slowerThanAMinuteByItsRate_staysAtItsRate() {
    Pace pace = new Pace(1);
    pace.slowDown();
    assertThat(pace.interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(pace.isSlowed()).isFalse();
  }

  @Test
  void opens_clockJumpsBackByHours_waitsNoLongerThanItsInterval() {
    Pace pace = new Pace(60);
    pace.began(START);
    Instant before = START.minus(Duration.ofHours(3));
    assertThat(pace.opens(before)).isEqualTo(before);
  }

  private static int begunWithin(Pace pace, Duration time) {
    int begun = 0;
    for (Instant now = START; now.isBefore(START.plus(time)); now = now.plusMillis(50)) {
      while (!pace.opens(now).isAfter(now)) {
        pace.began(now);
        begun++;
      }
    }
    return begun;
  }
}
