package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 7671 9: beside SHA-512 records, SHA-256 ones of the same usage and selector are ignored. */
class StrongestDigestCountsTest {
  @Test
  void deliver_onlySha256FitsBesideSha512_nothingSent() throws IOException {
    TlsIdentity identity = CA.good("mx.example");
    try (Scene scene = Scene.signed().with(identity)) {
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity)));
      scene.tlsa(scene.host(1), association(3, 1, 2, leaf(CA.good("mx.example"))));
      refused(scene, scene.deliver(Rig.TLS), "fits none", 1);
    }
  }

  @Test
  void deliver_sha512OfAnotherSelector_doesNotMatter() throws IOException {
    TlsIdentity identity = CA.good("mx.example");
    try (Scene scene = Scene.signed().with(identity)) {
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity)));
      scene.tlsa(scene.host(1), association(3, 0, 2, leaf(CA.good("mx.example"))));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 3 1 1");
    }
  }
}
