package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.waits;
import static io.postern.outbound.testing.Scene.association;

import io.postern.config.settings.DnsSettings.Dnssec;
import io.postern.core.model.Protection;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.DnsLab;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 7672 2.1.1: a TLSA answer that cannot be proved is no answer (KumoMTA 543). */
class ForgedTlsaIsNotNoTlsaTest {
  @Test
  void deliver_forgedRecord_waits() throws IOException {
    for (Dnssec mode : new Dnssec[] {Dnssec.VALIDATE, Dnssec.TRUST_AD}) {
      for (Protection protection : List.of(Rig.TLS, Rig.ANY)) {
        TlsIdentity identity = CA.good("mx.example");
        try (Scene scene = Scene.signed().by(mode).with(identity)) {
          scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity))).publish();
          DnsLab.shared().spoil("_" + Scene.port() + "._tcp." + scene.host(1), "TLSA");
          waits(scene, scene.deliver(protection), "SERVFAIL", 1);
        }
      }
    }
  }
}
