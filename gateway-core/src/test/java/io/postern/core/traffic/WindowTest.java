package io.postern.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Against the figures of Postfix's SCHEDULER_README: feedback 1/N, hysteresis 1. */
class WindowTest {
  private static Window window(int initial, int limit, double cohorts) {
    return new Window(
        new Shape(initial, limit, cohorts, Duration.ofMinutes(1), Duration.ofMinutes(15), 0));
  }

  @Test
  void good_asManyAsItIsWide_growsByOneUpToTheLimit() {
    Window window = window(2, 4, 1);
    window.good(2);
    assertThat(window.size()).isEqualTo(2);
    window.good(2);
    assertThat(window.size()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      window.good(3);
    }
    assertThat(window.size()).isEqualTo(4);
    for (int i = 0; i < 100; i++) {
      window.good(4);
    }
    assertThat(window.size()).isEqualTo(4);
  }

  @Test
  void good_oneAtATime_doesNotGrowFarBeyondWhatIsUsed() {
    Window window = window(5, 20, 1);
    for (int i = 0; i < 1000; i++) {
      window.good(1);
    }
    assertThat(window.size()).isEqualTo(6);
  }

  @Test
  void bad_asManyInARowAsItIsWide_isDead() {
    Window window = window(5, 20, 1);
    assertThat(window.bad()).isFalse();
    assertThat(window.size()).as("shrinks at the start of the cycle").isEqualTo(4);
    int more = 0;
    while (!window.bad()) {
      more++;
    }
    assertThat(more).isBetween(2, 4);
  }

  @Test
  void bad_successesBetween_isNeverDead() {
    Window window = window(5, 20, 1);
    for (int i = 0; i < 100; i++) {
      assertThat(window.bad()).isFalse();
      window.good(5);
    }
  }

  @Test
  void bad_cohortsZero_isNeverDeadAndStaysAtOne() {
    Window window = window(5, 20, 0);
    for (int i = 0; i < 100; i++) {
      assertThat(window.bad()).isFalse();
    }
    assertThat(window.size()).isEqualTo(1);
  }

  @Test
  void probe_thatFails_isDeadAtOnce() {
    Window window = window(5, 20, 1);
    window.probe();
    assertThat(window.size()).isEqualTo(1);
    assertThat(window.bad()).isTrue();
  }

  @Test
  void halve_again_neverBelowOne() {
    Window window = window(5, 20, 1);
    window.halve();
    assertThat(window.size()).isEqualTo(2);
    window.halve();
    window.halve();
    assertThat(window.size()).isEqualTo(1);
  }
}
