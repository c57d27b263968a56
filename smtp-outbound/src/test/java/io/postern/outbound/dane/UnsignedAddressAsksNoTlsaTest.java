package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * RFC 7672 2.2.2: with an unsigned address TLSA is not even asked for; such servers often fail on
 * it.
 */
class UnsignedAddressAsksNoTlsaTest {
  @Test
  void deliver_signedMxToUnsignedHost_pkixOfTheHost() throws IOException {
    try (Scene host = Scene.unsigned();
        Scene scene = Scene.signed()) {
      host.address(
          host.host(1), p -> p.open("STARTTLS").secure(CA.good(host.host(1))).offer().takeAll());
      host.publish();
      scene.record(scene.domain() + ". IN MX 10 " + host.host(1) + ".");
      scene.options(o -> Options.of(Scene.port(), CA.root()));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("pkix: " + host.host(1));
      assertThat(host.heard(1)).contains(CANARY);
    }
  }
}
