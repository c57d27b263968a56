package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.testing.Rig.CANARY;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DnsSettings.Dnssec;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7672 3.1.1: usage 3 names the certificate itself; its names and dates are of no interest. */
class EndEntityRecordMatchesTest {
  @ParameterizedTest
  @CsvSource({
    "VALIDATE,0,0",
    "VALIDATE,0,1",
    "TRUST_AD,0,2",
    "TRUST_AD,1,0",
    "VALIDATE,1,1",
    "VALIDATE,1,2"
  })
  void deliver_everySelectorAndDigest_delivered(Dnssec mode, int selector, int matching)
      throws IOException {
    TlsIdentity identity = CA.good("mx.elsewhere.example");
    try (Scene scene = Scene.signed().by(mode).with(identity)) {
      scene.tlsa(scene.host(1), association(3, selector, matching, leaf(identity)));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 3 " + selector + " " + matching);
      assertThat(scene.heard(1)).contains(CANARY);
    }
  }

  @org.junit.jupiter.api.Test
  void deliver_expiredSelfSignedWrongName_delivered() throws IOException {
    TlsIdentity identity = Certs.selfSigned("nobody.example");
    TlsIdentity expired = CA.expired("nobody.example");
    for (TlsIdentity each : new TlsIdentity[] {identity, expired}) {
      try (Scene scene = Scene.signed().with(each)) {
        scene.tlsa(scene.host(1), association(3, 1, 1, leaf(each)));
        assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 3 1 1");
      }
    }
  }
}
