package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.RealPolicyServerCase.enforcing;
import static io.postern.outbound.mtasts.StsCase.check;
import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.PolicyWeb.Page;
import io.postern.outbound.testing.Rig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * RFC 8461 5.1 with a real DNS and a real web server: a domain that moves publishes a new id, and
 * the mail that the old policy refused goes (postfix-tlspol 139, mta-sts-resolver 109).
 */
class PolicyOverHttpsRollsOverTest {
  @Test
  void deliver_newPolicyUnderANewId_delivered() throws Exception {
    try (RealPolicyServerCase world = new RealPolicyServerCase(host -> enforcing("old.example"))) {
      assertThat(world.deliver(Rig.TLS).toString()).contains("Unprotectable", "policy 1");
      world.web.serve(Page.policy(enforcing(world.host)));
      world.announce("2");
      world.later(Duration.ofMinutes(6));
      assertThat(world.heard()).isEmpty();
      assertThat(check(world.deliver(Rig.TLS))).startsWith("mta-sts: policy 2, pkix: ");
      assertThat(world.heard()).contains(CANARY);
      assertThat(world.web.fetches()).isEqualTo(2);
    }
  }
}
