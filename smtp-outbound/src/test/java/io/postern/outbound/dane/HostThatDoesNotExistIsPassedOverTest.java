package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.testing.Rig.CANARY;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One MX record to a name that is not there does not hold the domain's mail (postfix-tlspol 172).
 */
class HostThatDoesNotExistIsPassedOverTest {
  @ParameterizedTest
  @ValueSource(strings = {"nowhere.plain.", "nowhere.lab."})
  void deliver_firstHostDoesNotExist_secondTakes(String nowhere) throws Exception {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(identity)) {
      scene.record(scene.domain() + ". IN MX 1 " + nowhere);
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(identity)));
      assertThat(check(scene.deliver(Rig.TLS))).contains(scene.host(1));
      assertThat(scene.heard(1)).contains(CANARY);
    }
  }
}
