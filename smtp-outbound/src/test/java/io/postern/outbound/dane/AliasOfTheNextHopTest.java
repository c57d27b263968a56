package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 7672 3.2.2: where the recipients' domain is an alias, both of its names count. */
class AliasOfTheNextHopTest {
  @Test
  void deliver_nameOfTheExpandedNextHop_delivered() throws IOException {
    try (Scene target = Scene.signed();
        Scene scene = Scene.signed()) {
      target.with(CA.good(target.domain()));
      target.tlsa(target.host(1), association(2, 0, 0, CA.root())).publish();
      scene.record(scene.domain() + ". IN CNAME " + target.domain() + ".");
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 2 0 0");
    }
  }
}
