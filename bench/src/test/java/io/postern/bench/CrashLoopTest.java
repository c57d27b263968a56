package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrashLoopTest {
  @Test
  void run_threeKills_nothingLost() throws Exception {
    CrashCheck check = new CrashLoop(3, 10, 10_240, 7).run();

    assertThat(check.good()).as(check.figures(3)).isTrue();
  }
}
