package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.waits;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.DnsLab;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 7672 2.1.2: where the MX record cannot be proved, delivery is delayed. */
class ForgedMxWaitsTest {
  @Test
  void deliver_forgedMx_waits() throws IOException {
    TlsIdentity identity = CA.good("mx.example");
    try (Scene scene = Scene.signed().with(identity).publish()) {
      DnsLab.shared().spoil(scene.domain(), "MX");
      waits(scene, scene.deliver(Rig.ANY), "SERVFAIL", 1);
    }
  }

  @Test
  void deliver_forgedAddress_waits() throws IOException {
    TlsIdentity identity = CA.good("mx.example");
    try (Scene scene = Scene.signed().with(identity).publish()) {
      DnsLab.shared().spoil(scene.host(1), "A");
      waits(scene, scene.deliver(Rig.TLS), "SERVFAIL", 1);
    }
  }
}
