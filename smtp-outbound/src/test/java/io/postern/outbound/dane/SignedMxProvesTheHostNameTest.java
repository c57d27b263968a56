package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A signed MX record without TLSA proves the host's name, so that PKIX may rest on it. */
class SignedMxProvesTheHostNameTest {
  @Test
  void deliver_hostOutsideTheDomain_verified() throws IOException {
    try (Scene provider = Scene.signed();
        Scene scene = Scene.signed()) {
      provider.with(CA.good(provider.host(1))).publish();
      scene.record(scene.domain() + ". IN MX 10 " + provider.host(1) + ".");
      scene.options(o -> Options.of(Scene.port(), CA.root()));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("pkix: " + provider.host(1));
    }
  }
}
