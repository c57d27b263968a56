package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.dane.DaneCase.waits;
import static io.postern.outbound.testing.Scene.association;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import org.junit.jupiter.api.Test;

/** RFC 3207 4.2: what somebody puts behind the reply to STARTTLS ends it, though DANE would fit. */
class InjectedReplyUnderDaneTest {
  @Test
  void deliver_repliesBehindThe220_nothingSent() throws Exception {
    TlsIdentity identity = CA.good("mx.example");
    try (Scene scene =
        Scene.signed()
            .with(p -> {
              p.open("STARTTLS").hear("STARTTLS");
              p.say("220 go ahead", "250-mx.example", "250 REQUIRETLS");
              p.handshake(identity).takeAll();
            })) {
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity)));
      refused(scene, scene.deliver(Rig.TLS), "TLS handshake failed", 1);
      waits(scene, scene.deliver(Rig.ANY), "TLS handshake failed", 1);
    }
  }
}
