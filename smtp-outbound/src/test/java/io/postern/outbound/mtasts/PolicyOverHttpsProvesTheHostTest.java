package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.RealPolicyServerCase.enforcing;
import static io.postern.outbound.mtasts.StsCase.check;
import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.Rig;
import org.junit.jupiter.api.Test;

/** RFC 8461 with a real DNS and a real web server: what they publish decides. */
class PolicyOverHttpsProvesTheHostTest {
  @Test
  void deliver_starOneLabelTooHigh_notConnectedTo() throws Exception {
    try (RealPolicyServerCase world = new RealPolicyServerCase(host -> enforcing("*.plain"))) {
      assertThat(world.deliver(Rig.TLS).toString()).contains("does not list the host");
      assertThat(world.heard()).isEmpty();
    }
  }

  @Test
  void deliver_policyListsTheHost_delivered() throws Exception {
    try (RealPolicyServerCase world =
        new RealPolicyServerCase(host -> enforcing("*" + host.substring(host.indexOf('.'))))) {
      assertThat(check(world.deliver(Rig.TLS))).startsWith("mta-sts: policy 1, pkix: ");
      assertThat(world.heard()).contains(CANARY);
      assertThat(world.web.fetches()).isOne();
    }
  }
}
