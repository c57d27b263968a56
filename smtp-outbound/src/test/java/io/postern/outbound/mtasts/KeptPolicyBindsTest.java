package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.DOMAIN;
import static io.postern.outbound.mtasts.StsCase.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.port.Resolver.Answer;
import io.postern.outbound.sts.PolicyFetch.Fetched;
import io.postern.outbound.sts.StsState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RFC 8461 5.1: what was fetched binds until it expires, whatever DNS and web server say, also
 * after a restart.
 */
class KeptPolicyBindsTest {
  private static StsCase known() {
    StsCase world = new StsCase().announced("1").serving("enforce", HOST);
    assertThat(world.sts.of(DOMAIN)).isInstanceOf(StsState.Enforced.class);
    world.served = new Fetched.Failed("blocked");
    world.later(Duration.ofHours(1));
    return world;
  }

  @Test
  void of_recordGone_stillBinds() {
    StsCase world = known();
    for (Answer<String> record :
        List.<Answer<String>>of(
            new Answer.NxDomain<>(),
            new Answer.NoData<>(),
            new Answer.TemporaryFailure<>("SERVFAIL"),
            new Answer.Found<>(List.of("v=STSv1; id=1;", "v=STSv1; id=2;")),
            new Answer.Found<>(List.of("v=STSv1; id=2;")))) {
      world.record = record;
      assertThat(world.restarted().of(DOMAIN)).isInstanceOf(StsState.Enforced.class);
    }
  }

  @Test
  void of_expired_bindsNoMore() {
    StsCase world = known();
    world.record = new Answer.NxDomain<>();
    world.later(Duration.ofDays(8));
    assertThat(world.sts.of(DOMAIN)).isInstanceOf(StsState.None.class);
  }
}
