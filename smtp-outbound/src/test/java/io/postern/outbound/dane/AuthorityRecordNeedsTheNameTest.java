package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.above;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.testing.Scene.association;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 7672 3.2.2: with usage 2 the certificate has to carry a name of the host or the next hop. */
class AuthorityRecordNeedsTheNameTest {
  @Test
  void deliver_otherNameBelowTheAuthority_nothingSent() throws IOException {
    TlsIdentity identity = CA.belowIntermediate("another.example");
    try (Scene scene = Scene.signed().with(identity)) {
      scene.tlsa(scene.host(1), association(2, 0, 1, above(identity)));
      refused(scene, scene.deliver(Rig.TLS), "accepted would be", 1);
    }
  }

  @Test
  void deliver_expiredBelowTheAuthority_nothingSent() throws IOException {
    try (Scene scene = Scene.signed()) {
      scene.with(CA.expired(scene.host(1)));
      scene.tlsa(scene.host(1), association(2, 0, 0, CA.root()));
      refused(scene, scene.deliver(Rig.TLS), "fits none", 1);
    }
  }
}
