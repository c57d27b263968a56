package io.postern.inbound.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
  private final FakeClock clock = FakeClock.create();
  private final Allowance allowance = new Allowance(60, clock);

  @Test
  void take_all_leavesNothingUntilTimePasses() {
    assertThat(taken(100)).isEqualTo(60);
    clock.advance(Duration.ofSeconds(59));
    assertThat(taken(100)).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(taken(100)).isEqualTo(1);
    clock.advance(Duration.ofDays(1));
    assertThat(taken(100)).isEqualTo(60);
  }

  @Test
  void take_clockSetBack_givesNothingAndGoesOn() {
    assertThat(taken(60)).isEqualTo(60);
    clock.advance(Duration.ofHours(-5));
    assertThat(taken(1)).isZero();
    clock.advance(Duration.ofMinutes(1));
    assertThat(taken(100)).isEqualTo(1);
  }

  private int taken(int wanted) {
    int taken = 0;
    for (int i = 0; i < wanted; i++) {
      taken += allowance.take() ? 1 : 0;
    }
    return taken;
  }
}
