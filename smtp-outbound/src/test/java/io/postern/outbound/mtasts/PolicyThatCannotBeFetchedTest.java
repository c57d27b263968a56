package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.DOMAIN;
import static io.postern.outbound.mtasts.StsCase.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.sts.StsState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * RFC 8461 3.3: without a policy that can be fetched there is none, and it is not asked for again
 * at once.
 */
class PolicyThatCannotBeFetchedTest {
  @Test
  void of_fetchFails_noneAndAskedAgainAfterFiveMinutes() {
    StsCase world = new StsCase().announced("1");
    assertThat(world.sts.of(DOMAIN).toString()).contains("None", "nobody there");
    assertThat(world.restarted().of(DOMAIN)).isInstanceOf(StsState.None.class);
    assertThat(world.fetches).isEqualTo(2);
    world.later(Duration.ofMinutes(4));
    assertThat(world.sts.anew(DOMAIN).state()).isInstanceOf(StsState.None.class);
    assertThat(world.fetches).isEqualTo(2);
    world.serving("enforce", HOST).later(Duration.ofMinutes(10));
    assertThat(world.sts.of(DOMAIN)).isInstanceOf(StsState.Enforced.class);
  }
}
