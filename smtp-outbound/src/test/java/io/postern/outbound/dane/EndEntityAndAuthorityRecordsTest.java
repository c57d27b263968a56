package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.above;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 7671 10.1.2: where both kinds are published, any one that fits is enough. */
class EndEntityAndAuthorityRecordsTest {
  @Test
  void deliver_onlyTheAuthorityFits_delivered() throws IOException {
    try (Scene scene = Scene.signed()) {
      TlsIdentity identity = CA.belowIntermediate(scene.host(1));
      scene.with(identity);
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(CA.good("old.example"))));
      scene.tlsa(scene.host(1), association(2, 0, 1, above(identity)));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 2 0 1");
    }
  }

  @Test
  void deliver_onlyTheEndEntityFits_delivered() throws IOException {
    TlsIdentity identity = CA.belowIntermediate("mx.example");
    try (Scene scene = Scene.signed().with(identity)) {
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity)));
      scene.tlsa(scene.host(1), association(2, 0, 1, new Certs("other").root()));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 3 1 1");
    }
  }
}
