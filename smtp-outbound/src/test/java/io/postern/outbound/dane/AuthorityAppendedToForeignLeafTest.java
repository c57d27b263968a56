package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.testing.Scene.association;

import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The public certificate of the right authority behind a foreign leaf proves nothing (Stalwart 2287). */
class AuthorityAppendedToForeignLeafTest {
  @Test
  void deliver_appendedAuthority_nothingSent() throws IOException {
    try (Scene scene = Scene.signed()) {
      TlsIdentity own = Certs.selfSigned(scene.host(1));
      TlsIdentity forged = new TlsIdentity(List.of(leaf(own), CA.root()), own.key());
      scene.with(forged);
      scene.tlsa(scene.host(1), association(2, 0, 1, CA.root()));
      scene.tlsa(scene.host(1), association(2, 1, 1, CA.root()));
      refused(scene, scene.deliver(Rig.TLS), "fits none", 1);
    }
  }
}
