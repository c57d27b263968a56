package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.CA;
import static io.postern.outbound.mtasts.StsCase.DOMAIN;
import static io.postern.outbound.mtasts.StsCase.check;
import static io.postern.outbound.mtasts.StsCase.trusted;
import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * RFC 8461 4.1: a host that the policy does not list is not used, however good its certificate is.
 */
class HostNotListedByPolicyTest {
  @Test
  void deliver_hostNotListed_notEvenConnectedTo() throws IOException {
    StsCase world = new StsCase().announced("1").serving("enforce", "mx.example.org", "*.other");
    assertThat(world.deliver(Rig.TLS, trusted(), "EHLO").toString())
        .contains("Unprotectable", "does not list the host");
    assertThat(world.deliver(Rig.ANY, trusted(), "EHLO").toString())
        .contains("Deferred", "451 4.7.5", "does not list the host");
  }

  @Test
  void deliver_firstNotListedSecondIs_secondTakes() throws IOException {
    StsCase world = new StsCase().announced("1").serving("enforce", "mx2.provider.example");
    FakeDns dns =
        new FakeDns()
            .mx(DOMAIN, "10 mx1.provider.example", "20 mx2.provider.example")
            .a("mx1.provider.example", "127.0.0.1")
            .a("mx2.provider.example", "127.0.0.2");
    TlsIdentity identity = CA.good("mx1.provider.example", "mx2.provider.example");
    try (ScriptedServer one =
            new ScriptedServer(p -> p.open("STARTTLS").secure(identity).offer().takeAll());
        ScriptedServer two =
            new ScriptedServer(
                "127.0.0.2",
                one.port(),
                p -> p.open("STARTTLS").secure(identity).offer().takeAll());
        Rig rig = new Rig(dns, Options.of(one.port(), CA.root()).sts(world.sts))) {
      assertThat(check(rig.deliver(Rig.TLS, "a@" + DOMAIN).getFirst())).startsWith("mta-sts");
      assertThat(one.connections()).isZero();
      assertThat(two.heard()).contains(CANARY);
    }
  }
}
