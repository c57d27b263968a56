package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrashLoopTest {
  @Test
  void run_twentyKills_nothingLost() throws Exception {
    CrashCheck check = new CrashLoop(20, 10, 10_240, 7).run();

    assertThat(check.good()).as(check.figures(20)).isTrue();
  }
}
