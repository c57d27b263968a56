package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.DnsLab;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection that was good under an old record is not used under a new one. */
class RecordRolloverTest {
  @Test
  void deliver_recordChangesBetweenMessages_secondRefused() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(identity)) {
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity))).publish();
      try (Rig rig = scene.rig()) {
        assertThat(check(rig.deliver(Rig.TLS, "a@" + scene.domain()).getFirst()))
            .startsWith("dane");
        String owner = "_" + Scene.port() + "._tcp." + scene.host(1) + ".";
        DnsLab.shared()
            .replace(owner, List.of(owner + " IN TLSA " + association(3, 1, 1, CA.root())));
        assertThat(rig.deliver(Rig.TLS, "b@" + scene.domain()).getFirst())
            .isInstanceOf(Outcome.Unprotectable.class);
      }
      assertThat(scene.heard(1)).contains("a@").doesNotContain("b@");
    }
  }
}
