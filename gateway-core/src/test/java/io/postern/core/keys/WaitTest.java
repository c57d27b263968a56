package io.postern.core.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitTest {
  @Test
  void share_ofSeveral_isPartOfTheWhole() {
    Wait wait = new Wait(Duration.ofSeconds(10));
    assertThat(wait.share(2)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
    assertThat(wait.share(1)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
  }

  @Test
  void share_whenTheTimeIsUp_isNothing() {
    Wait wait = new Wait(Duration.ZERO);
    assertThat(wait.share(1)).isZero();
    assertThat(wait.share(3)).isZero();
  }
}
