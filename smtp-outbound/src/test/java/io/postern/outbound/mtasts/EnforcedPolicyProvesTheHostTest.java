package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.HOST;
import static io.postern.outbound.mtasts.StsCase.check;
import static io.postern.outbound.mtasts.StsCase.trusted;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.Rig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * RFC 8461 4: an enforced policy that lists the host authenticates its name, and the certificate
 * must carry it.
 */
class EnforcedPolicyProvesTheHostTest {
  @Test
  void deliver_listedHostWithItsCertificate_delivered() throws IOException {
    StsCase world = new StsCase().announced("1").serving("enforce", "*.provider.example");
    assertThat(check(world.deliver(Rig.TLS, trusted(), "")))
        .startsWith("mta-sts: policy 1, pkix: " + HOST);
  }

  @Test
  void deliver_withoutPolicy_foreignHostProvesNothing() throws IOException {
    assertThat(new StsCase().deliver(Rig.TLS, trusted(), "MAIL").toString())
        .contains("Unprotectable", "accepted would be [example.org]");
  }
}
