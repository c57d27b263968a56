package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 7672 2.2.3: the expanded name stands for the host, then its own; names in between never. */
class AliasOfTheHostTest {
  private static Scene alias(TlsIdentity identity) {
    Scene scene = Scene.signed();
    String real = "real." + scene.domain();
    scene.address(real, p -> p.open("STARTTLS").secure(identity).offer().takeAll());
    scene.record(scene.domain() + ". IN MX 10 mx." + scene.domain() + ".");
    scene.record("mx." + scene.domain() + ". IN CNAME mid." + scene.domain() + ".");
    scene.record("mid." + scene.domain() + ". IN CNAME " + real + ".");
    return scene;
  }

  @Test
  void deliver_recordAtTheExpandedName_counts() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = alias(identity)) {
      scene.tlsa("real." + scene.domain(), association(3, 1, 1, leaf(identity)));
      scene.tlsa("mx." + scene.domain(), association(3, 1, 1, CA.root()));
      assertThat(check(scene.deliver(Rig.TLS))).contains("_tcp.real.");
    }
  }

  @Test
  void deliver_recordAtTheHostItself_countsSecond() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = alias(identity)) {
      scene.tlsa("mx." + scene.domain(), association(3, 1, 1, leaf(identity)));
      assertThat(check(scene.deliver(Rig.TLS))).contains("_tcp.mx.");
    }
  }

  @Test
  void deliver_recordInBetween_doesNotCount() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = alias(identity)) {
      scene.tlsa("mid." + scene.domain(), association(3, 1, 1, leaf(identity)));
      refused(scene, scene.deliver(Rig.TLS), "certificate is for", 1);
    }
  }
}
