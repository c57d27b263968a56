package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.dane.DaneCase.waits;
import static io.postern.outbound.testing.Scene.association;

import io.postern.config.settings.DestinationSettings.Level;
import io.postern.core.model.Outcome;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * RFC 7672 2.2.1: behind an unsigned MX record DANE proves nothing of the domain (postfix-tlspol 8,
 * 177).
 */
class UnsignedMxHasNoDaneTest {
  @Test
  void deliver_unsignedDomainSignedHost_otherProofsCount() throws IOException {
    TlsIdentity identity = CA.good("mx.example");
    try (Scene signed = Scene.signed().with(identity);
        Scene scene = Scene.unsigned()) {
      signed.tlsa(signed.host(1), association(3, 1, 1, leaf(identity))).publish();
      scene.record(scene.domain() + ". IN MX 10 " + signed.host(1) + ".");
      Outcome outcome = scene.deliver(Rig.TLS);
      refused(signed, outcome, "accepted would be [" + scene.domain() + "]", 1);
    }
  }

  @Test
  void deliver_daneOnly_saysThatTheMxIsNotSigned() throws IOException {
    try (Scene scene = Scene.unsigned().with(CA.good("mx.example"))) {
      scene.options(o -> o.destination(Level.DANE_ONLY, scene.domain()));
      refused(scene, scene.deliver(Rig.TLS), "the MX record of " + scene.domain(), 1);
      waits(scene, scene.deliver(Rig.ANY), "is not signed", 1);
    }
  }
}
