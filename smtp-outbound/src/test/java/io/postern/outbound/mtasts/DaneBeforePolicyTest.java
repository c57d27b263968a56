package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.CA;
import static io.postern.outbound.mtasts.StsCase.check;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * RFC 8461 2: where DANE binds, it decides the certificate; the policy still says which hosts may
 * be used.
 */
class DaneBeforePolicyTest {
  private static StsCase world(Scene scene, String... mx) {
    StsCase world = new StsCase().announced("1").serving("enforce", mx);
    scene.options(o ->
        o.sts(
            new io.postern.outbound.sts.MtaSts(
                name -> world.record, world, world.policies, () -> world.now)));
    return world;
  }

  @Test
  void deliver_daneFitsPkixDoesNot_delivered() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(identity)) {
      world(scene, scene.host(1));
      scene.tlsa(scene.host(1), association(3, 1, 1, identity.chain().getFirst()));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("dane: 3 1 1");
    }
  }

  @Test
  void deliver_daneFailsPkixFits_nothingSent() throws IOException {
    try (Scene scene = Scene.signed()) {
      scene.with(CA.good(scene.host(1)));
      scene.options(o -> Options.of(Scene.port(), CA.root()));
      world(scene, scene.host(1));
      scene.tlsa(scene.host(1), association(3, 1, 1, CA.root()));
      assertThat(scene.deliver(Rig.TLS).toString()).contains("Unprotectable", "fits none");
      assertThat(scene.heard(1)).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_daneFitsHostNotListed_nothingSent() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(identity)) {
      world(scene, "mx.else.example");
      scene.tlsa(scene.host(1), association(3, 1, 1, identity.chain().getFirst()));
      assertThat(scene.deliver(Rig.TLS).toString()).contains("does not list the host");
      assertThat(scene.heard(1)).isEmpty();
    }
  }

  @Test
  void deliver_tlsaUnusableAndPolicyFits_byPolicy() throws IOException {
    try (Scene scene = Scene.signed()) {
      scene.with(CA.good(scene.host(1)));
      scene.options(o -> Options.of(Scene.port(), CA.root()));
      world(scene, scene.host(1));
      scene.tlsa(scene.host(1), association(1, 1, 1, CA.root()));
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("mta-sts: policy 1");
    }
  }
}
