package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.DOMAIN;
import static io.postern.outbound.mtasts.StsCase.HOST;
import static io.postern.outbound.mtasts.StsCase.check;
import static io.postern.outbound.mtasts.StsCase.trusted;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.port.Resolver.Answer;
import io.postern.outbound.sts.PolicyFetch;
import io.postern.outbound.sts.StsState;
import io.postern.outbound.testing.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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
  void deliver_hostFailsOldPolicy_newOneDecidesInTheSameAttempt() throws IOException {
    for (Protection protection : List.of(Rig.ANY, Rig.TLS)) {
      StsCase world = outdated();
      world.announced("2").serving("enforce", HOST);
      assertThat(check(world.deliver(protection, trusted(), ""))).startsWith("mta-sts: policy 2");
      assertThat(world.fetches).isEqualTo(2);
    }
  }

  @Test
  void deliver_hostFailsAPolicyThatIsStillTheNewest_takesTheNextProtection() throws IOException {
    assertThat(outdated().deliver(Rig.TLS, trusted(), "MAIL"))
        .isInstanceOf(Outcome.Unprotectable.class);
  }

  @Test
  void deliver_hostFailsAPolicyAndNobodyKnowsWhetherItIsTheNewest_waits() throws IOException {
    StsCase silent = outdated();
    silent.record = new Answer.TemporaryFailure<>("SERVFAIL");
    StsCase blocked = outdated();
    blocked.announced("2").served = new PolicyFetch.Fetched.Failed("blocked");
    for (StsCase world : List.of(silent, blocked)) {
      assertThat(world.deliver(Rig.TLS, trusted(), "MAIL").toString())
          .contains("Deferred", "451 4.7.5", "newest");
    }
  }

  /** What it holds of the policy is two minutes old. */
  private static StsCase outdated() {
    StsCase world = new StsCase().announced("1").serving("enforce", "old.example.org");
    assertThat(world.sts.of(DOMAIN)).isInstanceOf(StsState.Enforced.class);
    world.later(Duration.ofMinutes(2));
    return world;
  }
}
