package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.CA;
import static io.postern.outbound.mtasts.StsCase.DOMAIN;
import static io.postern.outbound.mtasts.StsCase.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RFC 8461 4.2: under an enforced policy expired, foreign, self-signed and unknown certificates do
 * not count.
 */
class CertificateUnderPolicyTest {
  @Test
  void deliver_badCertificates_nothingSentAndUnprotectedMailWaits() throws IOException {
    List<TlsIdentity> bad =
        List.of(
            CA.expired(HOST),
            CA.good("mx.else.example"),
            Certs.selfSigned(HOST),
            new Certs("unknown").good(HOST),
            CA.commonNameOnly(HOST),
            CA.good(DOMAIN));
    for (TlsIdentity identity : bad) {
      StsCase world = new StsCase().announced("1").serving("enforce", HOST);
      ScriptedServer.Script script = p -> p.open("STARTTLS").secure(identity).offer().takeAll();
      assertThat(world.deliver(Rig.TLS, script, "MAIL")).isInstanceOf(Outcome.Unprotectable.class);
      assertThat(world.deliver(Rig.ANY, script, "MAIL").toString())
          .contains("Deferred", "451 4.7.5", "MTA-STS policy 1");
    }
  }
}
