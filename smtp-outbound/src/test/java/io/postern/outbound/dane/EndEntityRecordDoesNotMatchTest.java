package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.dane.DaneCase.waits;
import static io.postern.outbound.testing.Scene.association;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 7672 2.2: a usable record that does not fit disqualifies the host; nothing replaces it. */
class EndEntityRecordDoesNotMatchTest {
  @Test
  void deliver_otherCertificate_nothingSent() throws IOException {
    TlsIdentity shown = CA.good("x.example");
    try (Scene scene = Scene.signed().with(shown)) {
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(CA.good("x.example"))));
      refused(scene, scene.deliver(Rig.TLS), "fits none of the TLSA records", 1);
    }
  }

  @Test
  void deliver_otherwiseTrustedCertificate_nothingSent() throws IOException {
    try (Scene scene = Scene.signed()) {
      TlsIdentity shown = CA.good(scene.host(1), scene.domain());
      scene.with(shown).options(o -> Options.of(Scene.port(), CA.root()));
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(CA.good("x.example"))));
      refused(scene, scene.deliver(Rig.TLS), "fits none of the TLSA records", 1);
    }
  }

  @Test
  void deliver_mailThatNeedsNoProtection_waits() throws IOException {
    try (Scene scene = Scene.signed().with(CA.good("x.example"))) {
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(CA.good("x.example"))));
      waits(scene, scene.deliver(Rig.ANY), "fits none of the TLSA records", 1);
    }
  }
}
