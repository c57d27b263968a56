package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.dane.DaneCase.waits;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** RFC 7672 2.2: secure records of which none can be used promise TLS, and prove nobody. */
class UnusableRecordsPromiseTlsTest {
  private static final String PKIX_EE = association(1, 1, 1, CA.root());

  @Test
  void deliver_verifiedWithoutOtherProof_nothingSent() throws IOException {
    try (Scene scene = Scene.signed().with(CA.good("mx.example"))) {
      scene.tlsa(scene.host(1), PKIX_EE).tlsa(scene.host(1), "3 1 1 abcd");
      refused(scene, scene.deliver(Rig.TLS), "certificate", 1);
    }
  }

  @Test
  void deliver_unprotectedMail_encryptedWhoeverAnswers() throws IOException {
    try (Scene scene = Scene.signed().with(CA.good("mx.example"))) {
      scene.tlsa(scene.host(1), PKIX_EE);
      assertThat(scene.deliver(Rig.ANY)).isInstanceOf(Outcome.Delivered.class);
    }
  }

  @Test
  void deliver_unprotectedMailAndNoStarttls_waits() throws IOException {
    try (Scene scene = Scene.signed().with(p -> p.open().takeAll())) {
      scene.tlsa(scene.host(1), PKIX_EE);
      waits(scene, scene.deliver(Rig.ANY), "STARTTLS is not offered", 1);
    }
  }

  @Test
  void deliver_usageZeroOfATrustedCertificate_isNotTakenForUsageTwo() throws IOException {
    try (Scene scene = Scene.signed()) {
      scene.with(CA.good(scene.host(1)));
      scene.tlsa(scene.host(1), association(0, 0, 0, CA.root()));
      refused(scene, scene.deliver(Rig.TLS), "no authority is trusted", 1);
    }
  }
}
