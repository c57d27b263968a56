package io.postern.outbound.levels;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 8689 4.2.1, where {@code outbound.requiretls} is enforce. */
class RequireTlsTest {
  private static final Certs CA = new Certs("root");
  private static final EsmtpOptions REQUIRED =
      new EsmtpOptions(
          EsmtpOptions.Body.SEVEN_BIT, false, true, Optional.empty(), Optional.empty());

  @Test
  void deliver_offeredUnderTls_delivered() throws IOException {
    try (Scene scene = Scene.signed()) {
      TlsIdentity identity = CA.good(scene.host(1));
      scene.with(p -> p.open("STARTTLS").secure(identity).offer("REQUIRETLS").takeAll());
      assertThat(deliver(scene)).isInstanceOf(Outcome.Delivered.class);
      assertThat(scene.heard(1)).contains("> REQUIRETLS\r\n");
    }
  }

  @Test
  void deliver_offeredInClearOnly_returned() throws IOException {
    try (Scene scene = Scene.signed()) {
      TlsIdentity identity = CA.good(scene.host(1));
      scene.with(p -> p.open("STARTTLS", "REQUIRETLS").secure(identity).offer().takeAll());
      assertThat(deliver(scene).toString()).contains("Failed", "550 5.7.30", "not offered");
      assertThat(scene.heard(1)).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_hostNotFoundSecurely_returned() throws IOException {
    try (Scene scene = Scene.unsigned()) {
      TlsIdentity identity = CA.good(scene.host(1));
      scene.with(p -> p.open("STARTTLS").secure(identity).offer("REQUIRETLS").takeAll());
      assertThat(deliver(scene).toString()).contains("Failed", "550 5.7.30", "is not signed");
      assertThat(scene.heard(1)).isEmpty();
    }
  }

  private static Outcome deliver(Scene scene) {
    scene.options(o -> Options.of(Scene.port(), CA.root()).enforcingRequireTls()).publish();
    try (Rig rig = scene.rig()) {
      return rig.deliver(Rig.consignment(Rig.ANY, Rig.MESSAGE, REQUIRED, "jane@" + scene.domain()))
          .getFirst();
    }
  }
}
