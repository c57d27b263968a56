package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.above;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * RFC 7672 3.1.2: usage 2 names an authority; the path to it and the name in the certificate count.
 */
class AuthorityRecordMatchesTest {
  @Test
  void deliver_digestOfPresentedAuthority_delivered() throws IOException {
    for (int selector : new int[] {0, 1}) {
      try (Scene scene = Scene.signed()) {
        TlsIdentity identity = CA.belowIntermediate(scene.host(1));
        scene.with(identity);
        scene.tlsa(scene.host(1), association(2, selector, 1, above(identity)));
        assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 2 " + selector + " 1");
      }
    }
  }

  @Test
  void deliver_wholeAuthorityOrItsKeyInTheDns_needNotBePresented() throws IOException {
    for (int selector : new int[] {0, 1}) {
      try (Scene scene = Scene.signed()) {
        scene.with(CA.good(scene.host(1)));
        scene.tlsa(scene.host(1), association(2, selector, 0, CA.root()));
        assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 2 " + selector + " 0");
      }
    }
  }

  @Test
  void deliver_nameOfTheNextHop_delivered() throws IOException {
    try (Scene scene = Scene.signed()) {
      scene.with(CA.good(scene.domain()));
      scene.tlsa(scene.host(1), association(2, 0, 0, CA.root()));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 2 0 0");
    }
  }
}
