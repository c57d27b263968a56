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

/** RFC 7672 2.2.2: a signed alias to an unsigned name still has its own TLSA record. */
class AliasIntoUnsignedZoneTest {
  @Test
  void deliver_recordAtTheSignedAlias_counts() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene target = Scene.unsigned();
        Scene scene = Scene.signed()) {
      target.address(target.host(1), p -> p.open("STARTTLS").secure(identity).offer().takeAll());
      target.publish();
      scene.record(scene.domain() + ". IN MX 10 mx." + scene.domain() + ".");
      scene.record("mx." + scene.domain() + ". IN CNAME " + target.host(1) + ".");
      scene.tlsa("mx." + scene.domain(), association(3, 1, 1, leaf(identity)));
      assertThat(check(scene.deliver(Rig.TLS))).contains("_tcp.mx." + scene.domain());
    }
  }
}
