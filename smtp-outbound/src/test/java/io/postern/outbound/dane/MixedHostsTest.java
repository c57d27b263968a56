package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.testing.Rig.CANARY;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** MX preference comes first, a host that fails is passed over (RFC 7672 2.2.1). */
class MixedHostsTest {
  @Test
  void deliver_onlySecondFits_secondTakes() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(CA.good("x.example")).with(identity)) {
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity)));
      scene.tlsa(scene.host(2), association(3, 1, 1, leaf(identity)));
      assertThat(check(scene.deliver(Rig.TLS))).contains(scene.host(2));
      assertThat(scene.heard(1)).doesNotContain("MAIL");
      assertThat(scene.heard(2)).contains(CANARY);
    }
  }

  @Test
  void deliver_firstWithoutTlsa_isStillFirst() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(p -> p.open().takeAll()).with(identity)) {
      scene.tlsa(scene.host(2), association(3, 1, 1, leaf(identity)));
      assertThat(scene.deliver(Rig.ANY)).isInstanceOf(Outcome.Delivered.class);
      assertThat(scene.heard(1)).contains(CANARY);
    }
  }
}
