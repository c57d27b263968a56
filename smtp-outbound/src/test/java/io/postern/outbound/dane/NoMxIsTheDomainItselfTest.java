package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Without an MX record, and proved to be so, the domain is the host that TLSA speaks for (Stalwart
 * 2328).
 */
class NoMxIsTheDomainItselfTest {
  @Test
  void deliver_implicitMx_byDane() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed()) {
      scene.address(scene.domain(), p -> p.open("STARTTLS").secure(identity).offer().takeAll());
      scene.tlsa(scene.domain(), association(3, 1, 1, leaf(identity)));
      assertThat(check(scene.deliver(Rig.TLS))).contains("_tcp." + scene.domain());
    }
  }
}
