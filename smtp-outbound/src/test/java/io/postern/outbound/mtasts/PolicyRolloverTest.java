package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.DOMAIN;
import static io.postern.outbound.mtasts.StsCase.HOST;
import static io.postern.outbound.mtasts.StsCase.check;
import static io.postern.outbound.mtasts.StsCase.trusted;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.sts.StsState;
import io.postern.outbound.testing.Rig;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * RFC 8461 5.1: a new id in the DNS brings the new policy, at once where a host failed the old one.
 */
class PolicyRolloverTest {
  @Test
  void of_newId_newPolicyAfterTheRecheck() {
    StsCase world = new StsCase().announced("1").serving("enforce", "old.example.org");
    assertThat(world.sts.of(DOMAIN).toString()).contains("old.example.org");
    world.announced("2").serving("enforce", HOST);
    assertThat(world.sts.of(DOMAIN).toString()).contains("old.example.org");
    world.later(Duration.ofMinutes(6));
    assertThat(world.sts.of(DOMAIN).toString()).contains(HOST);
    assertThat(world.fetches).isEqualTo(2);
  }

  @Test
  void deliver_hostFailsOldPolicy_nextAttemptKnowsTheNewOne() throws IOException {
    StsCase world = new StsCase().announced("1").serving("enforce", "old.example.org");
    assertThat(world.sts.of(DOMAIN)).isInstanceOf(StsState.Enforced.class);
    world.later(Duration.ofMinutes(2));
    world.announced("2").serving("enforce", HOST);
    assertThat(world.deliver(Rig.ANY, trusted(), "MAIL").toString()).contains("Deferred");
    assertThat(check(world.deliver(Rig.ANY, trusted(), ""))).startsWith("mta-sts: policy 2");
  }
}
