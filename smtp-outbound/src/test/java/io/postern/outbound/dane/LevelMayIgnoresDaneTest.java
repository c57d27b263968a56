package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DestinationSettings.Level;
import io.postern.core.model.Outcome;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** An administrator can take a domain whose records are wrong out of DANE, visibly (Mailu 2135). */
class LevelMayIgnoresDaneTest {
  @Test
  void deliver_levelMay_unprotectedMailGoes() throws IOException {
    try (Scene scene = Scene.signed().with(CA.good("x.example"))) {
      scene.tlsa(scene.host(1), association(3, 1, 1, CA.root()));
      scene.options(o -> o.destination(Level.MAY, scene.domain()));
      assertThat(scene.deliver(Rig.ANY)).isInstanceOf(Outcome.Delivered.class);
      refused(scene, scene.deliver(Rig.TLS), "certificate is for", 0);
    }
  }
}
