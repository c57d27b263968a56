package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.RealPolicyServerCase.enforcing;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.outbound.testing.Rig;
import org.junit.jupiter.api.Test;

/**
 * A policy that names no host because somebody wrote {@code nmx:} is not valid; it neither holds
 * all mail nor proves a host (postfix-tlspol 95).
 */
class PolicyWithATypingErrorIsNoPolicyTest {
  @Test
  void deliver_policyWithoutMx_unprotectedGoesProtectedDoesNot() throws Exception {
    try (RealPolicyServerCase world =
        new RealPolicyServerCase(host -> enforcing(host).replace("mx:", "nmx:"))) {
      assertThat(world.deliver(Rig.TLS)).isInstanceOf(Outcome.Unprotectable.class);
      assertThat(world.heard()).doesNotContain("MAIL");
      assertThat(world.deliver(Rig.ANY)).isInstanceOf(Outcome.Delivered.class);
    }
  }
}
