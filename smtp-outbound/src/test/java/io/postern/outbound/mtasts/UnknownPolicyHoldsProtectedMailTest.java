package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.DOMAIN;
import static io.postern.outbound.mtasts.StsCase.trusted;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.sts.MtaSts;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
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

  @Test
  void deliver_lookupFailsButDaneProvesTheHost_goes() throws IOException {
    TlsIdentity identity = StsCase.CA.good("x.example");
    try (Scene scene = Scene.signed().with(identity)) {
      StsCase world = new StsCase();
      scene.options(o ->
          o.sts(
              new MtaSts(
                  name -> new Answer.TemporaryFailure<>("SERVFAIL"),
                  world,
                  world.policies,
                  () -> world.now)));
      scene.tlsa(scene.host(1), association(3, 1, 1, identity.chain().getFirst()));
      assertThat(StsCase.check(scene.deliver(Rig.TLS))).startsWith("dane: 3 1 1");
      assertThat(scene.deliver(new Protection.VerifiedTls(TlsFloor.MTA_STS)).toString())
          .contains("Deferred", "451 4.4.3");
    }
  }
}
