package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.DOMAIN;
import static io.postern.outbound.mtasts.StsCase.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.port.StsPolicies.Kept;
import io.postern.outbound.sts.PolicyFetch.Fetched;
import io.postern.outbound.sts.StsRefresh;
import io.postern.outbound.sts.StsState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * RFC 8461 10.2: a policy in use is fetched every day, also where its id never changes
 * (mta-sts-resolver 113).
 */
class DailyRefreshTest {
  @Test
  void round_sameIdOtherText_newTextBinds() throws Exception {
    StsCase world = new StsCase().announced("1").serving("enforce", "old.example.org");
    assertThat(world.sts.of(DOMAIN)).isInstanceOf(StsState.Enforced.class);
    world.serving("enforce", HOST).later(Duration.ofHours(25));
    try (StsRefresh refresh = new StsRefresh(world.sts, world.policies, () -> world.now)) {
      refresh.round();
    }
    assertThat(world.sts.of(DOMAIN).toString()).contains(HOST);
    assertThat(world.policies.of(DOMAIN).orElseThrow().expires())
        .isEqualTo(world.now.plus(Duration.ofDays(7)));
  }

  @Test
  void round_notDueOrUnusedOrFailing_notAskedInVain() {
    StsCase world = new StsCase().announced("1").serving("enforce", HOST);
    world.sts.of(DOMAIN);
    try (StsRefresh refresh = new StsRefresh(world.sts, world.policies, () -> world.now)) {
      refresh.round();
      assertThat(world.fetches).isEqualTo(1);
      world.served = new Fetched.Failed("down");
      world.later(Duration.ofHours(25));
      refresh.round();
      refresh.round();
      assertThat(world.fetches).isEqualTo(2);
      assertThat(world.sts.of(DOMAIN)).isInstanceOf(StsState.Enforced.class);
    }
  }

  @Test
  void round_aThousandThatFail_doNotStarveTheOthers() {
    StsCase world = new StsCase().announced("1").serving("enforce", HOST);
    for (int i = 0; i < 1000; i++) {
      world.policies.keep(kept(world, "d" + i + ".example", Duration.ofSeconds(1000 - i)));
    }
    world.policies.keep(kept(world, "last.example", Duration.ZERO));
    Fetched good = world.served;
    world.served = new Fetched.Failed("down");
    world.later(Duration.ofHours(25));
    try (StsRefresh refresh = new StsRefresh(world.sts, world.policies, () -> world.now)) {
      refresh.round();
      assertThat(world.fetches).isEqualTo(1000);
      world.served = good;
      refresh.round();
    }
    assertThat(world.policies.of("last.example").orElseThrow().fetched()).isEqualTo(world.now);
    assertThat(world.fetches).isEqualTo(1001);
  }

  private static Kept kept(StsCase world, String domain, Duration age) {
    Instant then = world.now.minus(age);
    return new Kept(domain, "1", "version: STSv1", then, then.plus(Duration.ofDays(7)), world.now);
  }
}
