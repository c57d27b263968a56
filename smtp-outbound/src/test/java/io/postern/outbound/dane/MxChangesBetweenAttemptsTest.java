package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.waits;
import static io.postern.outbound.testing.Rig.CANARY;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.DnsLab;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each attempt reads the DNS anew; what failed before binds nobody. */
class MxChangesBetweenAttemptsTest {
  @Test
  void deliver_secondAttemptAfterMove_delivered() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(CA.good("x.example"))) {
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity)));
      waits(scene, scene.deliver(Rig.ANY), "fits none", 1);
      DnsLab.shared().replace(scene.domain() + ". IN MX", List.of());
      scene.with(identity);
      scene.tlsa(scene.host(2), association(3, 1, 1, leaf(identity)));
      assertThat(check(scene.deliver(Rig.ANY))).contains(scene.host(2));
      assertThat(scene.heard(1)).doesNotContain(CANARY);
    }
  }
}
