package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DestinationSettings.Level;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A policy that asks for DANE gets DANE, whatever else would prove the host. */
class FloorDaneTest {
  private static final Protection DANE = new Protection.VerifiedTls(TlsFloor.DANE);

  @Test
  void deliver_trustedCertificateWithoutTlsa_nothingSent() throws IOException {
    try (Scene scene = Scene.signed()) {
      scene.with(CA.good(scene.host(1))).options(o -> Options.of(Scene.port(), CA.root()));
      refused(scene, scene.deliver(DANE), "no TLSA record", 1);
    }
  }

  @Test
  void deliver_fittingRecord_delivered() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(identity)) {
      scene.options(o -> o.destination(Level.MAY, scene.domain()));
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity)));
      assertThat(check(scene.deliver(DANE))).startsWith("dane: 3 1 1");
    }
  }
}
