package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.DOMAIN;
import static io.postern.outbound.mtasts.StsCase.trusted;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.port.Resolver.Answer;
import io.postern.outbound.testing.Rig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Where the DNS does not tell whether there is a policy, mail that needs protection waits. */
class UnknownPolicyHoldsProtectedMailTest {
  @Test
  void deliver_lookupFails_protectedWaitsOtherGoes() throws IOException {
    StsCase world = new StsCase();
    world.record = new Answer.TemporaryFailure<>("SERVFAIL");
    assertThat(world.deliver(Rig.TLS, trusted(), "EHLO").toString())
        .contains("Deferred", "451 4.4.3", "_mta-sts." + DOMAIN);
    assertThat(world.deliver(Rig.ANY, trusted(), "")).isInstanceOf(Outcome.Delivered.class);
  }
}
